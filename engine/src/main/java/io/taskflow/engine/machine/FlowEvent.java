package io.taskflow.engine.machine;

import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A fact in the life of a flow. Folding the events of a flow in order gives its state; so a
 * released event never changes its meaning: a new kind is added instead.
 */
public sealed interface FlowEvent {

  /** When it happened, by the clock of the engine that decided it. */
  Instant at();

  /**
   * Whether subscribers are told of it. Announcements of a flow are numbered without gaps, so this
   * must never change for a released event.
   */
  default boolean announced() {
    return switch (this) {
      case FlowSubmitted e -> true;
      case FlowStatusChanged e -> true;
      case AttemptOpened e -> e.number() == 1;
      case AttemptProgressed e -> true;
      case TaskSucceeded e -> true;
      case TaskFailed e -> true;
      case TaskReverted e -> true;
      case TaskRevertFailed e -> true;
      case RevertDecided e -> false;
      case AttemptStarted e -> false;
      case AttemptLeased e -> false;
      case AttemptDeferred e -> false;
      case AttemptWithdrawn e -> false;
    };
  }

  /** The flow exists. Always the first event. */
  record FlowSubmitted(
      Instant at,
      FlowId flow,
      String name,
      String definition,
      Map<String, Json> store,
      FlowOptions options)
      implements FlowEvent {
    public FlowSubmitted {
      store = Collections.unmodifiableSortedMap(new TreeMap<>(store));
    }
  }

  /** The flow's status changed. */
  record FlowStatusChanged(Instant at, FlowStatus from, FlowStatus to, String reason)
      implements FlowEvent {}

  /** From now on everything is to be reverted. */
  record RevertDecided(Instant at, String reason) implements FlowEvent {}

  /** A request of an action was or is about to be sent; the task is RUNNING or REVERTING. */
  record AttemptOpened(
      Instant at, String task, Action action, int round, int number, AttemptToken token)
      implements FlowEvent {}

  /** A worker said that it has begun. */
  record AttemptStarted(Instant at, String task, AttemptToken token, String worker)
      implements FlowEvent {}

  /** A worker holds the attempt by a lease until a time. */
  record AttemptLeased(
      Instant at, String task, AttemptToken token, String worker, Instant leasedUntil)
      implements FlowEvent {}

  /** How far a worker has come. */
  record AttemptProgressed(
      Instant at,
      String task,
      AttemptToken token,
      String worker,
      long sequence,
      double progress,
      @Nullable Json details)
      implements FlowEvent {}

  /** Nobody can run the attempt now; it is to be dispatched again, as a new attempt, at a time. */
  record AttemptDeferred(
      Instant at,
      String task,
      AttemptToken token,
      FailureCode code,
      String reason,
      Instant redispatchAt)
      implements FlowEvent {}

  /** An attempt that nobody has begun is not wanted any more; the task is PENDING again. */
  record AttemptWithdrawn(Instant at, String task, AttemptToken token) implements FlowEvent {}

  /** A task's execute returned. */
  record TaskSucceeded(Instant at, String task, String worker, Json result) implements FlowEvent {}

  /** A task's execute failed. */
  record TaskFailed(Instant at, String task, String worker, Failure failure) implements FlowEvent {}

  /** A task was reverted, or has nothing to revert. */
  record TaskReverted(Instant at, String task, String worker, Json result) implements FlowEvent {}

  /** A task's revert failed. */
  record TaskRevertFailed(Instant at, String task, String worker, Failure failure)
      implements FlowEvent {}
}
