package io.taskflow.engine.listen;

import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.flow.ChildFlow;
import io.taskflow.flow.FanOut;
import io.taskflow.flow.RetrySpec;
import io.taskflow.flow.TaskSpec;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A flow, a task, a child flow or a retry has another status, and that is stored. Immutable. */
public sealed interface StatusChange {

  /** The flow, as it stood just after the change. */
  FlowSnapshot flow();

  /** When it happened, by the clock of the engine that decided it. */
  Instant at();

  /** Which flow. */
  default FlowId flowId() {
    return flow().state().id();
  }

  /** The name of the flow. */
  default String flowName() {
    return flow().state().name();
  }

  /**
   * A flow changed.
   *
   * @param reason for people
   * @param took if it has ended, the time since it was submitted
   */
  record OfFlow(
      FlowSnapshot flow,
      FlowStatus from,
      FlowStatus to,
      String reason,
      @Nullable Duration took,
      Instant at)
      implements StatusChange {

    @Override
    public String toString() {
      return "flow " + to;
    }
  }

  /**
   * A task changed.
   *
   * @param result what execute or revert returned; null unless it is SUCCESS or REVERTED
   * @param failure why execute or revert failed; null unless it is FAILURE or REVERT_FAILURE
   * @param took if an execute or a revert has ended, the time since it was first dispatched; if a
   *     worker was lost with it, since it was dispatched after that
   */
  record OfTask(
      FlowSnapshot flow,
      TaskSpec task,
      AtomStatus from,
      AtomStatus to,
      @Nullable Json result,
      @Nullable Failure failure,
      @Nullable Duration took,
      Instant at)
      implements StatusChange {

    @Override
    public String toString() {
      return task.name() + " " + to;
    }
  }

  /**
   * A child flow changed, as its parent sees it.
   *
   * @param result what the child provides, if it is SUCCESS; null otherwise
   * @param failure why it, or its revert, failed; null unless it is FAILURE or REVERT_FAILURE
   * @param took if an execute or a revert has ended, the time since it was begun
   */
  record OfChild(
      FlowSnapshot flow,
      ChildFlow child,
      AtomStatus from,
      AtomStatus to,
      @Nullable Json result,
      @Nullable Failure failure,
      @Nullable Duration took,
      Instant at)
      implements StatusChange {

    @Override
    public String toString() {
      return child.name() + " " + to;
    }
  }

  /**
   * The retry of a flow changed.
   *
   * @param result what it provides for the try that it began, or what its revert returned; null
   *     unless it is SUCCESS or REVERTED
   * @param failure why it could not begin, decide, or be reverted; null unless it is FAILURE or
   *     REVERT_FAILURE
   */
  record OfRetry(
      FlowSnapshot flow,
      RetrySpec retry,
      AtomStatus from,
      AtomStatus to,
      @Nullable Json result,
      @Nullable Failure failure,
      Instant at)
      implements StatusChange {

    @Override
    public String toString() {
      return retry.name() + " " + to;
    }
  }

  /**
   * A fan-out changed. When it is SUCCESS it has taken its list; its items have just begun.
   *
   * @param failure why it could not take its list; null unless it is FAILURE
   */
  record OfFanOut(
      FlowSnapshot flow,
      FanOut fanOut,
      AtomStatus from,
      AtomStatus to,
      @Nullable Failure failure,
      Instant at)
      implements StatusChange {

    @Override
    public String toString() {
      return fanOut.name() + " " + to;
    }
  }
}
