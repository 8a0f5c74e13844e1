package io.taskflow.protocol;

/** What somebody asks of a flow, sent to the inbox of its partition. */
public sealed interface Signal extends Message {

  /** The flow it is meant for. */
  FlowId flow();

  /** A flow was submitted, or something else happened to it that its owner should look at. */
  record WakeUp(FlowId flow) implements Signal {}

  /**
   * Start nothing new, let what runs end, then rest.
   *
   * @param by who asks, for the journal
   */
  record Suspend(FlowId flow, String by) implements Signal {}

  /** Go on after a suspension. */
  record Resume(FlowId flow, String by) implements Signal {}

  /** Roll back now: cancel what runs and revert everything that was done. */
  record Revert(FlowId flow, String by) implements Signal {}

  /** Run again what has ended: a reverted flow starts over, a failed one goes on. */
  record Rerun(FlowId flow, String by) implements Signal {}

  /** Forget everything that a flow has done that has ended. */
  record Reset(FlowId flow, String by) implements Signal {}
}
