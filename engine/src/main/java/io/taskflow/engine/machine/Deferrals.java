package io.taskflow.engine.machine;

import io.taskflow.engine.machine.FlowEvent.AttemptDeferred;
import io.taskflow.engine.machine.FlowEvent.AttemptFailed;
import io.taskflow.engine.machine.FlowEvent.AttemptHeldBack;
import io.taskflow.engine.machine.FlowEvent.AttemptOpened;
import io.taskflow.engine.machine.FlowEvent.AttemptWithdrawn;
import io.taskflow.engine.machine.OpenAttempt.Deferral;
import io.taskflow.flow.TaskSpec;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Attempts that rest until a time: not placed, failed and to be followed by another, delayed, or
 * held back because too many others are out.
 */
final class Deferrals {

  /**
   * First wait, at most, before a request that nobody takes is sent again; it doubles each time.
   */
  private static final Duration FIRST_WAIT = Duration.ofMillis(250);

  /** Longest such wait. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(5);

  private Deferrals() {}

  /** Nobody takes the request now: try again later, but not for ever. */
  static void notPlaced(Step step, int atom, OpenAttempt open, FailureCode code, String reason) {
    Instant giveUpAt = open.since().plus(step.options().placementLimit());
    if (!step.now().isBefore(giveUpAt)) {
      Attempts.failed(step, atom, open.action(), "", Failure.of(code, reason));
      return;
    }
    if (open.action() == Action.EXECUTE && step.atom(atom).intention() == Intention.REVERT) {
      giveUp(step, atom, open, Failure.of(code, reason));
      return;
    }
    Duration wait = wait(open.number() - open.failures(), step.chance(atom));
    Instant again = step.now().plus(wait);
    Instant until = again.isBefore(giveUpAt) ? again : giveUpAt;
    step.emit(new AttemptDeferred(step.now(), step.name(atom), open.token(), code, reason, until));
    arm(step, atom, open, until);
  }

  /** Opens an attempt that is no dispatch yet: that comes later, and is the first one. */
  static void delay(Step step, int atom, Duration delay) {
    step.emit(
        new AttemptOpened(
            step.now(),
            step.name(atom),
            Action.EXECUTE,
            step.atom(atom).round(),
            0,
            step.newToken()));
    OpenAttempt open = Attempts.opened(step, atom);
    Instant until = step.now().plus(delay);
    step.emit(
        new AttemptDeferred(
            step.now(), step.name(atom), open.token(), null, "delayed by " + delay, until));
    arm(step, atom, open, until);
  }

  /**
   * Opens an attempt that is no dispatch yet if there is no room for the first request of an
   * action: that comes when there is.
   *
   * @return whether it was held back
   */
  static boolean holdBack(Step step, int atom, Action action) {
    if (hasRoom(step, atom)) {
      return false;
    }
    step.emit(
        new AttemptOpened(
            step.now(), step.name(atom), action, step.atom(atom).round(), 0, step.newToken()));
    holdBack(step, atom, Attempts.opened(step, atom));
    return true;
  }

  private static void holdBack(Step step, int atom, OpenAttempt open) {
    step.emit(new AttemptHeldBack(step.now(), step.name(atom), open.token()));
    arm(step, atom, open, step.now());
  }

  /** Child flows are not sent to workers. */
  private static boolean hasRoom(Step step, int atom) {
    return !(step.attempted(atom) instanceof TaskSpec task) || step.hasRoom(task.topic());
  }

  /**
   * Follows a failed attempt by another one, if the task's policy says so and the flow still wants
   * what the attempt was for.
   */
  static boolean attemptAgain(Step step, int atom, Action action, String worker, Failure failure) {
    OpenAttempt open = step.atom(atom).open();
    boolean wanted = action == Action.REVERT || step.atom(atom).intention() == Intention.EXECUTE;
    if (open == null || !wanted || step.stopped()) {
      return false;
    }
    if (action == Action.EXECUTE && open.child() != null && ChildAnswer.leftSomething(failure)) {
      return false;
    }
    int failed = open.failures() + 1;
    if (!step.attempted(atom).policy(action).again(failure, failed)) {
      return false;
    }
    Duration wait = step.attempted(atom).policy(action).delay(failed, step.chance(atom));
    Instant until = step.now().plus(wait);
    step.emit(new AttemptFailed(step.now(), step.name(atom), open.token(), worker, failure, until));
    if (wait.isZero() && step.status() == FlowStatus.RUNNING) {
      dispatchIfRoom(step, atom);
    } else {
      arm(step, atom, open, until);
    }
    return true;
  }

  /**
   * As {@link #dispatch}, or it is held back. What nobody took is sent in any case: its limit of
   * time goes on while it rests, and there is room for it most of the time.
   */
  static void dispatchIfRoom(Step step, int atom) {
    OpenAttempt open = step.atom(atom).open();
    if (open == null || open.deferral() == null || open.notPlaced() || hasRoom(step, atom)) {
      dispatch(step, atom);
    } else if (open.restsForRoom()) {
      arm(step, atom, open, open.deferral().until());
    } else {
      holdBack(step, atom, open);
    }
  }

  /** Dispatches an attempt that rests, if there is one. */
  static void dispatch(Step step, int atom) {
    OpenAttempt open = step.atom(atom).open();
    if (open != null && open.deferral() != null) {
      Attempts.open(step, atom, open.action(), open.number() + 1);
    }
  }

  /**
   * Goes on after a suspension, during which no timer was heard: what was not placed gets another
   * chance at once, what is to wait waits on.
   */
  static void resume(Step step, int atom) {
    OpenAttempt open = step.atom(atom).open();
    Deferral deferral = open == null ? null : open.deferral();
    if (open == null || deferral == null) {
      return;
    }
    if (deferral.why() == Deferral.Why.NOT_PLACED || !deferral.until().isAfter(step.now())) {
      dispatchIfRoom(step, atom);
    } else {
      arm(step, atom, open, deferral.until());
    }
  }

  /** An execute that rests is not wanted any more. */
  static void giveUp(Step step, int atom) {
    OpenAttempt open = step.atom(atom).open();
    Deferral deferral = open == null ? null : open.deferral();
    if (open != null && deferral != null && open.action() == Action.EXECUTE) {
      giveUp(step, atom, open, deferral.failure());
    }
  }

  /** What nobody has begun is as before; what was begun has failed, and is to be reverted. */
  private static void giveUp(Step step, int atom, OpenAttempt open, @Nullable Failure last) {
    if (step.atom(atom).begun()) {
      Failure why =
          last != null
              ? last
              : Failure.of(
                  FailureCode.CANCELLED, "not wanted any more; an earlier attempt may have run");
      step.emit(new FlowEvent.TaskFailed(step.now(), step.name(atom), "", why));
    } else {
      step.emit(new AttemptWithdrawn(step.now(), step.name(atom), open.token()));
    }
  }

  private static void arm(Step step, int atom, OpenAttempt open, Instant until) {
    step.effect(
        new Effect.SetTimer(
            new Timer(step.name(atom), open.token(), Timer.Kind.REDISPATCH, until)));
  }

  /**
   * Half of the wait and up to all of it. If all waited as long as each other, two requests that
   * come to the wrong one of two workers would come to the wrong one every time.
   */
  private static Duration wait(int number, double chance) {
    int doublings = Math.clamp(number - 1L, 0, 10);
    Duration doubled = FIRST_WAIT.multipliedBy(1L << doublings);
    Duration longest = doubled.compareTo(MAX_WAIT) < 0 ? doubled : MAX_WAIT;
    return Duration.ofNanos((long) (longest.toNanos() * (0.5 + chance / 2)));
  }
}
