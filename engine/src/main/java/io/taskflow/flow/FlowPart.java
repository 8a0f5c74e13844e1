package io.taskflow.flow;

/** What the builders of flows accept: a task, a flow, or the builder of one. */
public sealed interface FlowPart
    permits FlowItem, FlowBuilder, TaskBuilder, ChildFlowBuilder, FanOutBuilder {

  /**
   * The task or flow itself; what is changed at a builder afterwards doesn't change it.
   *
   * @throws IllegalArgumentException if the builder was given something that breaks a rule
   */
  FlowItem toItem();
}
