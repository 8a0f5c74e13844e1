package io.taskflow.engine.machine;

import io.taskflow.engine.control.RetryHistory;
import io.taskflow.engine.machine.FlowEvent.AtomsReset;
import io.taskflow.engine.machine.FlowEvent.FlowSubmitted;
import io.taskflow.engine.machine.OpenAttempt.Deferral;
import io.taskflow.engine.machine.OpenAttempt.OfChild;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.FlowId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Applies events to a state: what each of them means. Only {@link Tally}, which it changes, and
 * {@link Snapshot} make a {@link FlowState}.
 *
 * <p>Not thread-safe; lives for one decision or one replay.
 */
final class Fold {

  private final Tally tally;
  private int about = FlowPlan.NONE;

  Fold(FlowState state) {
    this.tally = new Tally(state);
  }

  /** The state that the first event of a flow makes. */
  static FlowState begin(FlowPlan plan, FlowSubmitted event) {
    return new Snapshot(
            event.flow(),
            event.name(),
            event.definition(),
            event.store(),
            event.options(),
            event.family(),
            FlowStatus.PENDING,
            false,
            false,
            false,
            false,
            List.of(),
            List.of(),
            List.of(),
            event.announcements(),
            "submitted",
            event.at(),
            event.at(),
            event.at())
        .state(plan);
  }

  Tally tally() {
    return tally;
  }

  void apply(FlowEvent event) {
    tally.announced(event.announcements());
    switch (event) {
      case FlowSubmitted e -> throw new IllegalStateException("a flow is submitted only once");
      case FlowEvent.FlowStatusChanged e -> tally.status(e.to(), e.reason(), e.at());
      case FlowEvent.FlowOptionsChanged e -> tally.options(e.options());
      case FlowEvent.RevertDecided e -> revertDecided(e);
      case FlowEvent.RetryDecided e -> retryDecided(e.retry());
      case FlowEvent.FailureRecorded e -> failureRecorded(e);
      case FlowEvent.FanOutExpanded e -> expanded(e);
      case FlowEvent.AtomsIgnored e -> e.atoms().forEach(a -> update(a, AtomState::ignored));
      case AtomsReset e -> reset(e);
      case FlowEvent.RetryStatusChanged e -> update(e.retry(), s -> s.retry(e.to()));
      case FlowEvent.RetryExecuted e ->
          update(e.retry(), s -> s.succeeded(e.value()).withHistory(s.history().with(e.value())));
      case FlowEvent.RetryFailed e -> failed(e.retry(), s -> s.failed(e.failure(), true, e.at()));
      case FlowEvent.RetryReverted e -> update(e.retry(), s -> s.reverted(e.value()));
      case FlowEvent.RetryRevertFailed e ->
          revertFailed(e.retry(), s -> s.revertFailed(e.failure(), e.at()));
      case FlowEvent.AttemptOpened e -> opened(e);
      case FlowEvent.ChildCancelled e ->
          update(e.task(), s -> s.withOpen(child(opened(s), c -> c.cancelled(e.failure())), false));
      case FlowEvent.ChildAsked e ->
          update(e.task(), s -> s.withOpen(child(opened(s), c -> c.toldAgain(e.at())), false));
      case FlowEvent.ParentWaits e -> tally.family(tally.family().awaitedBy(e.parent()));
      case FlowEvent.ParentHolds e -> tally.family(tally.family().held(true));
      case FlowEvent.AttemptStarted e ->
          update(e.task(), s -> s.withOpen(opened(s).started(e.worker(), e.at()), true));
      case FlowEvent.AttemptLeased e ->
          update(
              e.task(),
              s -> s.withOpen(opened(s).leased(e.worker(), e.at(), e.leasedUntil()), true));
      case FlowEvent.AttemptProgressed e -> progressed(e);
      case FlowEvent.AttemptDeferred e -> deferred(e);
      case FlowEvent.AttemptHeldBack e ->
          update(e.task(), s -> s.withOpen(opened(s).heldBack(e.at()), false));
      case FlowEvent.AttemptParked e ->
          update(e.task(), s -> s.withOpen(opened(s).parked(e.reason()), false));
      case FlowEvent.AttemptFailed e -> attemptFailed(e);
      case FlowEvent.AttemptWithdrawn e -> update(e.task(), AtomState::withdrawn);
      case FlowEvent.AttemptLost e -> update(e.task(), AtomState::lost);
      case FlowEvent.AttemptInDoubt e -> update(e.task(), AtomState::inDoubt);
      case FlowEvent.TaskSucceeded e -> update(e.task(), s -> s.succeeded(e.result()));
      case FlowEvent.TaskFailed e ->
          failed(e.task(), s -> s.failed(e.failure(), mayHaveRun(e.worker(), e.failure()), e.at()));
      case FlowEvent.TaskReverted e -> update(e.task(), s -> s.reverted(e.result()));
      case FlowEvent.TaskRevertFailed e ->
          revertFailed(e.task(), s -> s.revertFailed(e.failure(), e.at()));
      case FlowEvent.TaskRetried e -> handled(e.task(), s -> s.retried(e));
      case FlowEvent.TaskResolved e -> handled(e.task(), s -> s.resolved(e));
      case FlowEvent.TaskSkipped e -> handled(e.task(), s -> s.skipped(e));
      case FlowEvent.TaskDismissed e ->
          update(e.task(), s -> s.noted(Operation.DISMISS, e.by(), e.why(), e.at()));
    }
  }

  private void revertDecided(FlowEvent.RevertDecided e) {
    tally.turnBack();
    String after = e.after();
    if (after == null) {
      tally.reverting(e.reason(), e.cancel());
      tally.plan().atoms().forEach(atom -> intend(atom, Intention.REVERT));
      return;
    }
    int retry = atom(after);
    intend(retry, Intention.REVERT);
    Scope.after(tally.plan(), retry).forEach(atom -> intend(atom, Intention.REVERT));
  }

  /** A retry that is to be reverted stays so: what decided that reaches further than itself. */
  private void retryDecided(String name) {
    tally.turnBack();
    int retry = atom(name);
    if (tally.atom(retry).intention() != Intention.REVERT) {
      intend(retry, Intention.RETRY);
    }
    Scope.after(tally.plan(), retry).forEach(atom -> intend(atom, Intention.REVERT));
  }

  private void intend(int atom, Intention wanted) {
    tally.update(atom, tally.atom(atom).intended(wanted));
  }

  private void failureRecorded(FlowEvent.FailureRecorded e) {
    update(
        e.retry(),
        s -> {
          RetryHistory more =
              s.history()
                  .withFailure(
                      e.atom(), Objects.requireNonNull(tally.atom(atom(e.of())).failure()));
          return s.withHistory(more);
        });
  }

  private void reset(AtomsReset e) {
    if (e.after() == null) {
      tally.notReverting();
      tally.plan().atoms().forEach(atom -> tally.update(atom, tally.atom(atom).wiped(e.tries())));
    } else {
      Scope.after(tally.plan(), atom(e.after()))
          .forEach(atom -> tally.update(atom, tally.atom(atom).reset()));
    }
    tally.collapse();
    about = FlowPlan.NONE;
  }

  private void expanded(FlowEvent.FanOutExpanded e) {
    int fanOut = atom(e.fanOut());
    tally.update(fanOut, tally.atom(fanOut).expanding());
    tally.expand(fanOut, e.values());
    about = FlowPlan.NONE;
  }

  private void failed(String name, UnaryOperator<AtomState> change) {
    update(name, change);
    if (tally.options().neverResolve()) {
      tally.stopped();
    }
  }

  private void revertFailed(String name, UnaryOperator<AtomState> change) {
    update(name, change);
    tally.stopped();
  }

  /** What stopped the flow has been taken care of. */
  private void handled(String name, UnaryOperator<AtomState> change) {
    AtomStatus before = tally.atom(atom(name)).status();
    update(name, change);
    if (before == AtomStatus.REVERT_FAILURE || before == AtomStatus.FAILURE) {
      tally.goesOn();
    }
  }

  private static OpenAttempt attempt(AtomState before, FlowEvent.AttemptOpened e) {
    OpenAttempt last = before.open();
    Instant since = last != null && last.notPlaced() ? last.since() : e.at();
    return new OpenAttempt(
        e.token(),
        e.action(),
        e.number(),
        e.at(),
        since,
        null,
        null,
        null,
        0,
        last == null ? 0 : last.failures(),
        null,
        null,
        e.child() == null ? null : new OfChild(e.at(), 0, null));
  }

  /** A revert is of the child that was begun, which stays known. */
  private void opened(FlowEvent.AttemptOpened e) {
    FlowId begins = e.action() == Action.EXECUTE ? e.child() : null;
    update(e.task(), s -> s.opened(attempt(s, e), begins));
  }

  private static OpenAttempt child(OpenAttempt open, UnaryOperator<OfChild> change) {
    OfChild child = open.child();
    if (child == null) {
      throw new IllegalStateException("an event of a child needs an attempt that has one");
    }
    return open.withChild(change.apply(child));
  }

  private void progressed(FlowEvent.AttemptProgressed e) {
    update(
        e.task(),
        s ->
            s.progressed(
                opened(s).progressed(e.worker(), e.at(), e.sequence()), e.progress(), e.details()));
  }

  private void deferred(FlowEvent.AttemptDeferred e) {
    FailureCode code = e.code();
    Deferral why =
        code == null
            ? new Deferral(Deferral.Why.DELAY, null, e.redispatchAt())
            : new Deferral(Deferral.Why.NOT_PLACED, Failure.of(code, e.reason()), e.redispatchAt());
    update(e.task(), s -> s.withOpen(opened(s).deferred(why), false));
  }

  private void attemptFailed(FlowEvent.AttemptFailed e) {
    Deferral why = new Deferral(Deferral.Why.BACKOFF, e.failure(), e.redispatchAt());
    boolean ran = mayHaveRun(e.worker(), e.failure());
    update(e.task(), s -> s.withOpen(opened(s).deferred(why), ran));
  }

  /**
   * Only failures that the engine states, or a worker that refused, are certain not to have run.
   */
  private static boolean mayHaveRun(String worker, Failure failure) {
    return !worker.isEmpty()
        && failure.code() != FailureCode.UNKNOWN_TASK_TYPE
        && failure.code() != FailureCode.EXPIRED;
  }

  private void update(String name, UnaryOperator<AtomState> change) {
    int atom = atom(name);
    tally.update(atom, change.apply(tally.atom(atom)));
  }

  /**
   * Says which atom the next event is about, where it is known: finding atoms by name, one by one
   * all over memory, is what a decision in a large flow spends most of its time on.
   */
  void about(int atom) {
    about = atom;
  }

  @SuppressWarnings("ReferenceEquality") // a name that is equal but another object is looked up
  private int atom(String name) {
    if (about != FlowPlan.NONE && tally.plan().name(about) == name) {
      return about;
    }
    FlowId flow = tally.flow();
    return tally
        .plan()
        .atom(name)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "flow " + flow + " has an event of unknown atom '" + name + "'"));
  }

  private static OpenAttempt opened(AtomState s) {
    OpenAttempt attempt = s.open();
    if (attempt == null) {
      throw new IllegalStateException("an event of an attempt needs an open attempt");
    }
    return attempt;
  }
}
