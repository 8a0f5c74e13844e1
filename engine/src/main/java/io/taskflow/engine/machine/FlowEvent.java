package io.taskflow.engine.machine;

import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
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
   * How many announcements tell subscribers of it. Announcements of a flow are numbered without
   * gaps, so this must never change for a released event.
   */
  default int announcements() {
    return switch (this) {
      case FlowSubmitted e -> 1;
      case FlowStatusChanged e -> 1;
      case AttemptOpened e -> e.number() == 1 ? 1 : 0;
      case AttemptProgressed e -> 1;
      case TaskSucceeded e -> 1;
      case TaskFailed e -> 1;
      case TaskReverted e -> 1;
      case TaskRevertFailed e -> 1;
      case RetryStatusChanged e -> 1;
      case RetryExecuted e -> 1;
      case RetryFailed e -> 1;
      case RetryReverted e -> 1;
      case RetryRevertFailed e -> 1;
      case FanOutExpanded e -> 1;
      case AtomsIgnored e -> e.atoms().size();
      case AtomsReset e -> e.atoms().size();
      case FlowOptionsChanged e -> 0;
      case RevertDecided e -> 0;
      case RetryDecided e -> 0;
      case FailureRecorded e -> 0;
      case AttemptStarted e -> 0;
      case AttemptLeased e -> 0;
      case AttemptDeferred e -> 0;
      case AttemptHeldBack e -> 0;
      case AttemptParked e -> 0;
      case AttemptFailed e -> 1;
      case AttemptWithdrawn e -> 0;
      case TaskRetried e -> 1;
      case TaskResolved e -> 1;
      case TaskSkipped e -> 1;
      case TaskDismissed e -> 0;
      case ChildCancelled e -> 0;
      case ChildAsked e -> 0;
      case ParentWaits e -> 0;
      case ParentHolds e -> 0;
      case AttemptLost e -> 0;
      case AttemptInDoubt e -> 0;
    };
  }

  /**
   * What subscribers are told, one event for each announcement: one that concerns several atoms is
   * told as several.
   */
  default List<FlowEvent> announced() {
    return switch (this) {
      case AtomsIgnored e ->
          e.atoms().stream()
              .<FlowEvent>map(atom -> new AtomsIgnored(e.at(), List.of(atom), e.reason()))
              .toList();
      case AtomsReset e ->
          e.atoms().stream()
              .<FlowEvent>map(atom -> new AtomsReset(e.at(), e.after(), List.of(atom), e.tries()))
              .toList();
      default -> announcements() == 0 ? List.of() : List.of(this);
    };
  }

  /**
   * The flow exists. Always the first event.
   *
   * @param parent the attempt of the flow's parent that waits for its end; null if it is no child
   * @param flows hashes of the definitions of the flows that it and its children may begin, by
   *     name; null if there are none
   */
  record FlowSubmitted(
      Instant at,
      FlowId flow,
      String name,
      String definition,
      Map<String, Json> store,
      FlowOptions options,
      @Nullable AttemptRef parent,
      @Nullable Map<String, String> flows)
      implements FlowEvent {
    public FlowSubmitted {
      store = Collections.unmodifiableSortedMap(new TreeMap<>(store));
      flows = flows == null ? null : Collections.unmodifiableSortedMap(new TreeMap<>(flows));
    }

    /** A flow with neither parent nor children. */
    public FlowSubmitted(
        Instant at,
        FlowId flow,
        String name,
        String definition,
        Map<String, Json> store,
        FlowOptions options) {
      this(at, flow, name, definition, store, options, null, null);
    }

    /** The same with what it has to do with other flows. */
    public FlowSubmitted with(Family family) {
      return new FlowSubmitted(
          at,
          flow,
          name,
          definition,
          store,
          options,
          family.parent(),
          family.flows().isEmpty() ? null : family.flows());
    }

    /** What it has to do with other flows. */
    Family family() {
      return new Family(parent, flows == null ? Map.of() : flows);
    }
  }

  /** The flow's status changed. */
  record FlowStatusChanged(Instant at, FlowStatus from, FlowStatus to, String reason)
      implements FlowEvent {}

  /** The flow's settings changed. */
  record FlowOptionsChanged(Instant at, FlowOptions options) implements FlowEvent {}

  /**
   * From now on a part of the flow is to be reverted.
   *
   * @param after the retry that, with everything that comes after it, is to be reverted; null for
   *     the whole flow
   * @param cancel whether what is executed now is not to end first, but to be cancelled
   */
  record RevertDecided(Instant at, @Nullable String after, String reason, boolean cancel)
      implements FlowEvent {}

  /**
   * A retry is to begin anew once everything that comes after it is reverted. If it is to be
   * reverted itself already, that remains so.
   */
  record RetryDecided(Instant at, String retry, String reason) implements FlowEvent {}

  /**
   * A retry knows of a failure in its last try.
   *
   * @param atom under whose name it is noted: the one that failed, or the retry around it that gave
   *     up
   * @param of the atom that failed
   */
  record FailureRecorded(Instant at, String retry, String atom, String of) implements FlowEvent {}

  /**
   * A fan-out took the list; it has an item for each value now.
   *
   * @param fanOut its name
   * @param values the elements of the list, in order
   */
  record FanOutExpanded(Instant at, String fanOut, List<Json> values) implements FlowEvent {
    public FanOutExpanded {
      values = List.copyOf(values);
    }
  }

  /** Atoms are passed over. */
  record AtomsIgnored(Instant at, List<String> atoms, String reason) implements FlowEvent {
    public AtomsIgnored {
      atoms = List.copyOf(atoms);
    }
  }

  /**
   * Atoms are to be executed in a new round.
   *
   * @param after the retry after which everything begins anew; null for the whole flow, whose
   *     results and failures are forgotten then
   * @param atoms those that are PENDING now and were not before
   * @param tries whether retries forget what they tried, too
   */
  record AtomsReset(Instant at, @Nullable String after, List<String> atoms, boolean tries)
      implements FlowEvent {
    public AtomsReset {
      atoms = List.copyOf(atoms);
    }
  }

  /** A retry is RUNNING, RETRYING or REVERTING. */
  record RetryStatusChanged(Instant at, String retry, AtomStatus to) implements FlowEvent {}

  /** A retry began a try. */
  record RetryExecuted(Instant at, String retry, Json value) implements FlowEvent {}

  /** A retry could not begin a try, or could not decide. */
  record RetryFailed(Instant at, String retry, Failure failure) implements FlowEvent {}

  /** A retry was reverted, and has forgotten what it tried. */
  record RetryReverted(Instant at, String retry, Json value) implements FlowEvent {}

  /** A retry's revert failed. */
  record RetryRevertFailed(Instant at, String retry, Failure failure) implements FlowEvent {}

  /**
   * A request of an action was or is about to be sent; the task is RUNNING or REVERTING. The number
   * is 0 if the first request is to be sent later: another such event tells when it is.
   *
   * @param child the child flow that is to answer; null if a worker is
   */
  record AttemptOpened(
      Instant at,
      String task,
      Action action,
      int round,
      int number,
      AttemptToken token,
      @Nullable FlowId child)
      implements FlowEvent {

    /** An attempt that a worker is to answer, or that rests at first. */
    public AttemptOpened(
        Instant at, String task, Action action, int round, int number, AttemptToken token) {
      this(at, task, action, round, number, token, null);
    }
  }

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

  /**
   * The attempt rests; it is to be dispatched, as a new attempt, at a time.
   *
   * @param code what kept it from being placed; null if it is just to be later
   */
  record AttemptDeferred(
      Instant at,
      String task,
      AttemptToken token,
      @Nullable FailureCode code,
      String reason,
      Instant redispatchAt)
      implements FlowEvent {}

  /** The attempt rests until its partition may send another request of its topic. */
  record AttemptHeldBack(Instant at, String task, AttemptToken token) implements FlowEvent {}

  /** The request of the attempt is out, and no live worker takes it. */
  record AttemptParked(Instant at, String task, AttemptToken token, String reason)
      implements FlowEvent {}

  /** The attempt failed; the next one is to be dispatched at a time. */
  record AttemptFailed(
      Instant at,
      String task,
      AttemptToken token,
      String worker,
      Failure failure,
      Instant redispatchAt)
      implements FlowEvent {}

  /** An attempt that nobody has begun is not wanted any more; the task is PENDING again. */
  record AttemptWithdrawn(Instant at, String task, AttemptToken token) implements FlowEvent {}

  /** Nobody will answer for an attempt, though it may have been begun. */
  record AttemptLost(Instant at, String task, AttemptToken token, String reason)
      implements FlowEvent {}

  /**
   * From now on nobody can say that no worker has begun the attempt, though none may have: its
   * request is published a second time, or nothing was heard of it.
   */
  record AttemptInDoubt(Instant at, String task, AttemptToken token, String reason)
      implements FlowEvent {}

  /**
   * The child flow of an attempt is not wanted any more; the attempt fails with this when it has
   * reverted.
   */
  record ChildCancelled(Instant at, String task, AttemptToken token, Failure failure)
      implements FlowEvent {}

  /** Nothing was heard of the child flow of an attempt; it was told again what it is to do. */
  record ChildAsked(Instant at, String task, AttemptToken token) implements FlowEvent {}

  /** Another attempt of the flow's parent waits for its end. */
  record ParentWaits(Instant at, AttemptRef parent) implements FlowEvent {}

  /** The flow is to rest because its parent does; until it goes on. */
  record ParentHolds(Instant at) implements FlowEvent {}

  /** A task's execute returned. */
  record TaskSucceeded(Instant at, String task, String worker, Json result) implements FlowEvent {}

  /** A task's execute failed. */
  record TaskFailed(Instant at, String task, String worker, Failure failure) implements FlowEvent {}

  /** A task was reverted, or has nothing to revert. */
  record TaskReverted(Instant at, String task, String worker, Json result) implements FlowEvent {}

  /** A task's revert failed. */
  record TaskRevertFailed(Instant at, String task, String worker, Failure failure)
      implements FlowEvent {}

  /**
   * Somebody asked that an action of an atom be done again.
   *
   * @param to its status now
   * @param arguments what it gets in place of what would be looked up
   */
  record TaskRetried(
      Instant at,
      String task,
      Action action,
      AtomStatus to,
      Map<String, Json> arguments,
      String by,
      String why)
      implements FlowEvent {
    public TaskRetried {
      arguments = Collections.unmodifiableSortedMap(new TreeMap<>(arguments));
    }
  }

  /** Somebody said what came of an action of an atom. */
  record TaskResolved(Instant at, String task, Action action, Json result, String by, String why)
      implements FlowEvent {}

  /**
   * Somebody decided to go on without an action of an atom.
   *
   * @param to its status now
   */
  record TaskSkipped(Instant at, String task, Action action, AtomStatus to, String by, String why)
      implements FlowEvent {}

  /** Somebody has seen what went wrong with an atom. */
  record TaskDismissed(Instant at, String task, String by, String why) implements FlowEvent {}
}
