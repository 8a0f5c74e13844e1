package io.taskflow.engine.machine;

import io.taskflow.engine.machine.Decision.Code;
import io.taskflow.engine.machine.Decision.Rejected;
import io.taskflow.flow.AttemptedSpec;
import io.taskflow.flow.ChildFlow;
import io.taskflow.flow.TaskSpec;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.OnWorkerLoss;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The limits of time of attempts: when they end, and what happens then. */
final class Deadlines {

  /**
   * How much later than the worker the engine acts. A worker keeps its limits itself and says so;
   * the engine acts only if nothing is heard.
   */
  static final Duration GRACE = Duration.ofSeconds(2);

  private static final Duration FIRST_PATIENCE = Duration.ofSeconds(30);
  private static final Duration MAX_PATIENCE = Duration.ofMinutes(30);

  private Deadlines() {}

  static void armScheduleToStart(Step step, int atom) {
    arm(step, atom, Timer.Kind.SCHEDULE_TO_START);
  }

  static void armStartToClose(Step step, int atom) {
    arm(step, atom, Timer.Kind.START_TO_CLOSE);
  }

  static void armLease(Step step, int atom) {
    arm(step, atom, Timer.Kind.LEASE);
  }

  static void armChild(Step step, int atom) {
    arm(step, atom, Timer.Kind.CHILD);
  }

  private static void arm(Step step, int atom, Timer.Kind kind) {
    OpenAttempt open = step.atom(atom).open();
    Timer timer = open == null ? null : timer(step.attempted(atom), open, kind, step.options());
    if (timer != null) {
      step.effect(new Effect.SetTimer(timer));
    }
  }

  /** The timer of that kind that an open attempt needs now; null if it needs none. */
  static @Nullable Timer timer(
      AttemptedSpec spec, OpenAttempt open, Timer.Kind kind, FlowOptions options) {
    Instant at =
        switch (spec) {
          case TaskSpec task -> ofTask(task, open, kind, options);
          case ChildFlow child -> ofChild(child, open, kind);
        };
    return at == null ? null : new Timer(spec.name(), open.token(), kind, at);
  }

  private static @Nullable Instant ofTask(
      TaskSpec task, OpenAttempt open, Timer.Kind kind, FlowOptions options) {
    return switch (kind) {
      case REDISPATCH -> redispatchAt(open);
      case SCHEDULE_TO_START -> {
        Instant expiresAt = open.expiresAt(task, options);
        yield expiresAt == null || open.held() || open.waits() ? null : expiresAt.plus(GRACE);
      }
      case START_TO_CLOSE -> {
        Duration limit = task.timeouts().startToClose();
        Instant startedAt = open.startedAt();
        yield limit == null || startedAt == null ? null : startedAt.plus(limit).plus(GRACE);
      }
      case LEASE -> open.leasedUntil();
      case CHILD, DEADLINE -> null;
    };
  }

  /** How long a child may take counts from when it was begun; its revert may take any time. */
  private static @Nullable Instant ofChild(ChildFlow spec, OpenAttempt open, Timer.Kind kind) {
    OpenAttempt.OfChild child = open.child();
    return switch (kind) {
      case REDISPATCH -> redispatchAt(open);
      case START_TO_CLOSE -> {
        Duration limit = spec.startToClose();
        boolean limited =
            child != null && child.cancelled() == null && open.action() == Action.EXECUTE;
        yield limit == null || !limited ? null : open.openedAt().plus(limit);
      }
      case CHILD -> child == null ? null : child.toldAt().plus(patience(child.again()));
      case SCHEDULE_TO_START, LEASE, DEADLINE -> null;
    };
  }

  private static @Nullable Instant redispatchAt(OpenAttempt open) {
    return open.deferral() == null ? null : open.deferral().until();
  }

  /** How long nothing may be heard of a child before it is told again what it is to do. */
  private static Duration patience(int again) {
    Duration patience = FIRST_PATIENCE.multipliedBy(1L << Math.clamp(again, 0, 10));
    return patience.compareTo(MAX_PATIENCE) < 0 ? patience : MAX_PATIENCE;
  }

  static @Nullable Rejected due(Step step, Timer timer) {
    String task = timer.task();
    if (task == null) {
      return flowDue(step);
    }
    OptionalInt found = step.plan().atom(task);
    OpenAttempt open = found.isEmpty() ? null : step.atom(found.getAsInt()).open();
    if (open == null || !open.token().equals(timer.token())) {
      return new Rejected(Code.STALE_ATTEMPT, "the attempt of the timer has ended");
    }
    int atom = found.getAsInt();
    Timer wanted = timer(step.attempted(atom), open, timer.kind(), step.options());
    // What waits for room waits for no time: its own is that of another engine's clock.
    if (wanted == null || (wanted.at().isAfter(step.now()) && !open.restsForRoom())) {
      return new Rejected(Code.REDUNDANT, "the attempt has been heard of since");
    }
    return switch (timer.kind()) {
      case REDISPATCH -> redispatch(step, atom);
      case SCHEDULE_TO_START -> notBegun(step, atom, open);
      case START_TO_CLOSE -> ranTooLong(step, atom, open);
      case CHILD -> {
        Children.askAgain(step, atom, open);
        yield null;
      }
      case LEASE -> leaseLapsed(step, atom, open);
      case DEADLINE -> throw new IllegalStateException("a deadline is that of a flow");
    };
  }

  /** The timer that the flow as a whole needs; null if it needs none. */
  static @Nullable Timer ofFlow(FlowState state) {
    Duration limit = state.options().deadline();
    return limit == null || state.status().ended() || state.reverting()
        ? null
        : Timer.ofFlow(Timer.Kind.DEADLINE, state.startedAt().plus(limit));
  }

  static void armFlow(Step step) {
    Timer timer = ofFlow(step.state());
    if (timer != null) {
      step.effect(new Effect.SetTimer(timer));
    }
  }

  /** A flow that rests when its time is over is reverted all the same. */
  private static @Nullable Rejected flowDue(Step step) {
    Timer wanted = ofFlow(step.state());
    if (wanted == null || wanted.at().isAfter(step.now())) {
      return new Rejected(Code.REDUNDANT, "the flow has no such deadline any more");
    }
    return Steering.revertFor(
        step, "the flow was not done within its deadline of " + step.options().deadline());
  }

  private static @Nullable Rejected redispatch(Step step, int atom) {
    if (step.status() != FlowStatus.RUNNING) {
      return new Rejected(Code.ILLEGAL_STATUS, "nothing is dispatched while the flow rests");
    }
    Deferrals.dispatchIfRoom(step, atom);
    return null;
  }

  /** A child flow has to be reverted first: its attempt ends when it has answered. */
  private static @Nullable Rejected ranTooLong(Step step, int atom, OpenAttempt open) {
    String tooLong = "ran longer than its limit of ";
    return switch (step.attempted(atom)) {
      case TaskSpec task ->
          expire(
              step,
              atom,
              open,
              Failure.of(FailureCode.TIMED_OUT, tooLong + task.timeouts().startToClose()));
      case ChildFlow child -> {
        Failure failure = Failure.of(FailureCode.TIMED_OUT, tooLong + child.startToClose());
        Children.cancel(step, atom, open, failure);
        yield null;
      }
    };
  }

  private static @Nullable Rejected expire(Step step, int atom, OpenAttempt open, Failure failure) {
    Attempts.cancel(step, atom, open, failure.message());
    Attempts.fail(step, atom, open.action(), "", failure);
    return null;
  }

  /** What came back is at no worker; of what did not, a worker may not have been able to tell. */
  private static @Nullable Rejected notBegun(Step step, int atom, OpenAttempt open) {
    OpenAttempt.Deferral deferral = open.deferral();
    if (deferral != null && deferral.failure() != null) {
      return expire(step, atom, open, deferral.failure());
    }
    Doubts.silence(step, atom, open);
    String silent =
        "no worker of topic '%s' was heard to begin it within %s; if one has, it is to be reverted"
            .formatted(step.task(atom).topic(), open.beginWithin(step.task(atom), step.options()));
    return expire(step, atom, open, Failure.of(FailureCode.EXPIRED, silent));
  }

  private static @Nullable Rejected leaseLapsed(Step step, int atom, OpenAttempt open) {
    if (step.task(atom).onWorkerLoss() == OnWorkerLoss.FAIL) {
      Attempts.fail(
          step,
          atom,
          open.action(),
          "",
          Failure.of(
              FailureCode.WORKER_LOST,
              "worker " + open.worker() + " was not heard of before its lease ended"));
    } else {
      Attempts.lost(
          step, step.name(atom), open.token(), "the lease of worker " + open.worker() + " lapsed");
    }
    return null;
  }
}
