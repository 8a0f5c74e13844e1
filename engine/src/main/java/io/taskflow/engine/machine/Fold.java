package io.taskflow.engine.machine;

import io.taskflow.engine.machine.FlowEvent.AttemptDeferred;
import io.taskflow.engine.machine.FlowEvent.AttemptLeased;
import io.taskflow.engine.machine.FlowEvent.AttemptOpened;
import io.taskflow.engine.machine.FlowEvent.AttemptProgressed;
import io.taskflow.engine.machine.FlowEvent.AttemptStarted;
import io.taskflow.engine.machine.FlowEvent.AttemptWithdrawn;
import io.taskflow.engine.machine.FlowEvent.FlowStatusChanged;
import io.taskflow.engine.machine.FlowEvent.FlowSubmitted;
import io.taskflow.engine.machine.FlowEvent.RevertDecided;
import io.taskflow.engine.machine.FlowEvent.TaskFailed;
import io.taskflow.engine.machine.FlowEvent.TaskRevertFailed;
import io.taskflow.engine.machine.FlowEvent.TaskReverted;
import io.taskflow.engine.machine.FlowEvent.TaskSucceeded;
import io.taskflow.engine.machine.Readiness.Direction;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.FailureCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Applies events to a state: the only place where a {@link FlowState} is made. While it does, it
 * collects the atoms that have come to wait for nobody, for a decision to look at.
 *
 * <p>Not thread-safe; lives for one decision or one replay.
 */
final class Fold {

  private final FlowPlan plan;
  private final List<Integer> freed = new ArrayList<>();
  private final Readiness forward;
  private final Readiness backward;
  private final FlowState before;
  private PersistentVector<AtomState> atoms;
  private FlowStatus status;
  private boolean reverting;
  private int succeeded;
  private int standing;
  private int open;
  private int deferred;
  private int revertFailures;
  private List<String> failed;
  private long announced;
  private Instant changedAt;
  private @Nullable FlowState built;

  Fold(FlowPlan plan, FlowState state) {
    this.plan = plan;
    this.before = state;
    this.atoms = state.atoms();
    this.status = state.status();
    this.reverting = state.reverting();
    this.succeeded = state.succeeded();
    this.standing = state.standing();
    this.open = state.open();
    this.deferred = state.deferred();
    this.revertFailures = state.revertFailures();
    this.failed = state.failed();
    this.announced = state.announced();
    this.changedAt = state.changedAt();
    this.built = state;
    this.forward =
        new Readiness(
            plan, Direction.FORWARD, state.blockers(), a -> done(atoms.get(a)), freed::add);
    this.backward =
        new Readiness(
            plan,
            Direction.BACKWARD,
            state.revertBlockers(),
            a -> undone(atoms.get(a)),
            freed::add);
  }

  /** The state that the first event of a flow makes. */
  static FlowState begin(FlowPlan plan, FlowSubmitted event) {
    FlowState empty =
        new FlowState(
            event.flow(),
            event.name(),
            event.definition(),
            event.store(),
            event.options(),
            FlowStatus.PENDING,
            false,
            PersistentVector.of(plan.atomCount(), i -> AtomState.NEW),
            PersistentVector.of(plan.nodeCount(), i -> plan.predecessors(i).length),
            PersistentVector.of(plan.nodeCount(), i -> 0),
            0,
            0,
            0,
            0,
            0,
            List.of(),
            1,
            event.at(),
            event.at());
    Fold fold = new Fold(plan, empty);
    for (int node = plan.atomCount(); node < plan.nodeCount(); node++) {
      if (plan.predecessors(node).length == 0) {
        fold.forward.cleared(node);
      }
    }
    fold.built = null;
    return fold.state();
  }

  /** The state after the events so far. */
  FlowState state() {
    if (built == null) {
      built =
          new FlowState(
              before.id(),
              before.name(),
              before.definition(),
              before.store(),
              before.options(),
              status,
              reverting,
              atoms,
              forward.blockers(),
              backward.blockers(),
              succeeded,
              standing,
              open,
              deferred,
              revertFailures,
              failed,
              announced,
              before.submittedAt(),
              changedAt);
    }
    return built;
  }

  AtomState atom(int atom) {
    return atoms.get(atom);
  }

  FlowStatus status() {
    return status;
  }

  boolean reverting() {
    return reverting;
  }

  boolean revertFailed() {
    return revertFailures > 0;
  }

  /** Whether the atom has to wait for somebody in the direction the flow is going. */
  boolean blocked(int atom) {
    return (reverting ? backward : forward).blockers().get(atom) > 0;
  }

  /** Atoms that came to wait for nobody since the last call; some of them may not be runnable. */
  List<Integer> takeFreed() {
    List<Integer> taken = List.copyOf(freed);
    freed.clear();
    return taken;
  }

  void apply(FlowEvent event) {
    built = null;
    announced += event.announced() ? 1 : 0;
    switch (event) {
      case FlowSubmitted e -> throw new IllegalStateException("a flow is submitted only once");
      case FlowStatusChanged e -> statusChanged(e);
      case RevertDecided e -> reverting = true;
      case AttemptOpened e -> opened(e);
      case AttemptStarted e ->
          update(e.task(), s -> s.withOpen(opened(s).started(e.worker(), e.at()), true));
      case AttemptLeased e ->
          update(
              e.task(),
              s -> s.withOpen(opened(s).leased(e.worker(), e.at(), e.leasedUntil()), true));
      case AttemptProgressed e ->
          update(
              e.task(),
              s ->
                  s.progressed(
                      opened(s).progressed(e.worker(), e.at(), e.sequence()),
                      e.progress(),
                      e.details()));
      case AttemptDeferred e ->
          update(
              e.task(),
              s ->
                  s.withOpen(
                      opened(s)
                          .deferred(
                              new OpenAttempt.Deferral(e.code(), e.reason(), e.redispatchAt())),
                      false));
      case AttemptWithdrawn e -> update(e.task(), AtomState::withdrawn);
      case TaskSucceeded e -> update(e.task(), s -> s.succeeded(e.result()));
      case TaskFailed e -> {
        update(e.task(), s -> s.failed(e.failure(), mayHaveRun(e)));
        noteFailed(e.task());
      }
      case TaskReverted e -> update(e.task(), s -> s.reverted(e.result()));
      case TaskRevertFailed e -> update(e.task(), s -> s.revertFailed(e.failure()));
    }
  }

  private void statusChanged(FlowStatusChanged e) {
    Transitions.check(status, e.to());
    status = e.to();
    changedAt = e.at();
  }

  private void opened(AttemptOpened e) {
    update(
        e.task(),
        s -> {
          OpenAttempt last = s.open();
          Instant since = last == null ? e.at() : last.since();
          return s.opened(
              e.action() == Action.EXECUTE ? AtomStatus.RUNNING : AtomStatus.REVERTING,
              new OpenAttempt(
                  e.token(), e.action(), e.number(), e.at(), since, null, null, null, 0, null));
        });
  }

  /**
   * Only failures that the engine states, or a worker that refused, are certain not to have run.
   */
  private static boolean mayHaveRun(TaskFailed e) {
    return !e.worker().isEmpty()
        && e.failure().code() != FailureCode.UNKNOWN_TASK_TYPE
        && e.failure().code() != FailureCode.EXPIRED;
  }

  private void noteFailed(String task) {
    if (failed.size() < FlowState.MAX_FAILED) {
      List<String> more = new ArrayList<>(failed);
      more.add(task);
      failed = List.copyOf(more);
    }
  }

  private interface Change {
    AtomState of(AtomState state);
  }

  private void update(String task, Change change) {
    int atom =
        plan.atom(task)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "flow '"
                            + before.name()
                            + "' has an event of unknown task '"
                            + task
                            + "'"));
    AtomState old = atoms.get(atom);
    AtomState now = change.of(old);
    Transitions.check(task, old.status(), now.status());
    atoms = atoms.with(atom, now);
    count(old, -1);
    count(now, +1);
    turn(atom, old, now);
  }

  private void count(AtomState s, int by) {
    succeeded += s.status() == AtomStatus.SUCCESS ? by : 0;
    standing += undone(s) ? 0 : by;
    revertFailures += s.status() == AtomStatus.REVERT_FAILURE ? by : 0;
    OpenAttempt attempt = s.open();
    if (attempt != null) {
      open += by;
      deferred += attempt.deferral() != null ? by : 0;
    }
  }

  /** Passes on to the neighbours that the atom became, or ceased to be, done or undone. */
  private void turn(int atom, AtomState old, AtomState now) {
    if (done(old) != done(now) && forward.blockers().get(atom) == 0) {
      if (done(now)) {
        forward.cleared(atom);
      } else {
        forward.uncleared(atom);
      }
    }
    if (undone(old) != undone(now) && backward.blockers().get(atom) == 0) {
      if (undone(now)) {
        backward.cleared(atom);
      } else {
        backward.uncleared(atom);
      }
    }
  }

  private static boolean done(AtomState s) {
    return s.status() == AtomStatus.SUCCESS;
  }

  private static boolean undone(AtomState s) {
    return s.status() == AtomStatus.PENDING || s.status() == AtomStatus.REVERTED;
  }

  private static OpenAttempt opened(AtomState s) {
    OpenAttempt attempt = s.open();
    if (attempt == null) {
      throw new IllegalStateException("an event of an attempt needs an open attempt");
    }
    return attempt;
  }
}
