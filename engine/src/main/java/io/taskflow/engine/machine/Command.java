package io.taskflow.engine.machine;

import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.TaskReply;
import org.jspecify.annotations.Nullable;

/** Something that is asked of, or has happened to, a flow, and that it may answer with events. */
public sealed interface Command {

  /** When it came in, and the seed for what is random in the answer. */
  Moment moment();

  /** Begin a flow that was submitted, or reset. */
  record Start(Moment moment) implements Command {}

  /** A worker said something. */
  record Reply(Moment moment, TaskReply reply) implements Command {}

  /** A request could not be delivered to any queue. */
  record Undeliverable(
      Moment moment, String task, AttemptToken token, FailureCode code, String reason)
      implements Command {}

  /** Whoever had an attempt is gone, and nobody will answer. */
  record AttemptLost(Moment moment, String task, AttemptToken token, String reason)
      implements Command {}

  /** A timer that an earlier decision set is due. */
  record TimerDue(Moment moment, Timer timer) implements Command {}

  /** Start nothing new and rest when what runs has ended. */
  record Suspend(Moment moment, String by) implements Command {}

  /**
   * Go on after a suspension. A flow that is running anyway looks at everything again.
   *
   * @param options its settings from now on; null to leave them
   */
  record Resume(Moment moment, String by, @Nullable FlowOptions options) implements Command {}

  /** Roll back now. */
  record Revert(Moment moment, String by) implements Command {}

  /**
   * Run a flow again that has ended. A reverted one starts over, but a retry of it that was not
   * reverted remembers its tries; a failed one goes on with what is left; one that succeeded has
   * nothing to do.
   *
   * @param options its settings from now on; null to leave them
   */
  record Rerun(Moment moment, String by, @Nullable FlowOptions options) implements Command {}

  /** Forget all that a flow has done that has ended, as if it had just been submitted. */
  record Reset(Moment moment, String by) implements Command {}
}
