package io.taskflow.engine.machine;

import io.taskflow.engine.machine.Decision.Code;
import io.taskflow.engine.machine.Decision.Rejected;
import io.taskflow.engine.machine.FlowEvent.AtomsReset;
import io.taskflow.engine.machine.FlowEvent.FlowOptionsChanged;
import io.taskflow.protocol.Action;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people ask of a flow as a whole. Each method gives the refusal, or null if it is accepted.
 */
final class Steering {

  private Steering() {}

  static @Nullable Rejected start(Step step) {
    if (step.status() != FlowStatus.PENDING) {
      return new Rejected(Code.REDUNDANT, "the flow was started already");
    }
    step.emitStatus(FlowStatus.RUNNING, "started");
    Deadlines.armFlow(step);
    step.allCandidates();
    return null;
  }

  static @Nullable Rejected suspend(Step step, String by) {
    return switch (step.status()) {
      case RUNNING -> {
        step.emitStatus(FlowStatus.SUSPENDING, "suspended by " + by);
        Children.hold(step);
        examine(step);
        yield null;
      }
      case SUSPENDING, SUSPENDED -> new Rejected(Code.REDUNDANT, "the flow is suspended already");
      case PENDING, SUCCESS, REVERTED, FAILURE -> illegal(step, "suspended");
    };
  }

  static @Nullable Rejected resume(Step step, String by, @Nullable FlowOptions options) {
    return switch (step.status()) {
      case RUNNING -> {
        change(step, options);
        examine(step);
        yield null;
      }
      case SUSPENDING, SUSPENDED -> {
        change(step, options);
        step.emitStatus(FlowStatus.RUNNING, "resumed by " + by);
        Deadlines.armFlow(step);
        examine(step);
        Children.hold(step);
        for (int atom : step.plan().atoms()) {
          Deferrals.resume(step, atom);
        }
        yield null;
      }
      case PENDING, SUCCESS, REVERTED, FAILURE -> illegal(step, "resumed");
    };
  }

  static @Nullable Rejected rerun(Step step, String by, @Nullable FlowOptions options) {
    if (!step.status().ended()) {
      return illegal(step, "run again");
    }
    change(step, options);
    if (step.status() == FlowStatus.REVERTED) {
      wipe(step, by, false);
    }
    step.emitStatus(FlowStatus.RUNNING, "run again by " + by);
    Deadlines.armFlow(step);
    examine(step);
    return null;
  }

  static @Nullable Rejected reset(Step step, String by) {
    if (!step.status().ended()) {
      return illegal(step, "reset");
    }
    wipe(step, by, true);
    return null;
  }

  static @Nullable Rejected revert(Step step, String by, String why) {
    return revertFor(step, "revert asked for by " + by + (why.isEmpty() ? "" : ": " + why));
  }

  /**
   * Reverts everything now: what runs is cancelled. Asked for again, it cancels again what still
   * runs, because workers may have missed it. A flow that ended as FAILURE is reverted as far as it
   * was not; a revert that failed is not tried again by that.
   */
  static @Nullable Rejected revertFor(Step step, String reason) {
    FlowStatus status = step.status();
    Rejected refusal = revertRefusal(step.state());
    if (refusal != null) {
      return refusal;
    }
    boolean rested = status != FlowStatus.RUNNING;
    if (rested) {
      step.emitStatus(FlowStatus.RUNNING, reason);
    }
    step.allCandidates();
    Resolution.revertNow(step, reason);
    if (rested) {
      step.plan().atoms().forEach(atom -> Deferrals.resume(step, atom));
      Children.resumeReverts(step);
    }
    for (int atom : step.plan().atoms()) {
      OpenAttempt open = step.atom(atom).open();
      if (open != null && open.action() == Action.EXECUTE) {
        Attempts.cancel(step, atom, open, reason);
      }
    }
    return null;
  }

  /** Reverts what is left of a flow whose revert has failed before. */
  static void revertOnceMore(Step step, String reason) {
    step.emitStatus(FlowStatus.RUNNING, reason);
    step.allCandidates();
    Resolution.revertNow(step, reason);
  }

  /** Why a flow can't be reverted now; null if it can. */
  static @Nullable Rejected revertRefusal(FlowState state) {
    return switch (state.status()) {
      case REVERTED -> illegal(state, "reverted");
      case FAILURE ->
          state.reverting()
              ? new Rejected(
                  Code.ILLEGAL_STATUS,
                  "the flow was to be reverted already: retry, resolve or skip the reverts that"
                      + " failed, or run the flow again to go on with the others")
              : null;
      case RUNNING ->
          state.reverting() && !executing(state)
              ? new Rejected(Code.REDUNDANT, "the flow is being reverted already")
              : null;
      case PENDING, SUSPENDING, SUSPENDED, SUCCESS -> null;
    };
  }

  private static boolean executing(FlowState state) {
    return state.open() > 0
        && state.plan().atoms().stream()
            .map(atom -> state.atom(atom).open())
            .anyMatch(open -> open != null && open.action() == Action.EXECUTE);
  }

  /**
   * Looks at everything: what failed and was not resolved is resolved now, whatever came between,
   * and every atom may be startable.
   */
  private static void examine(Step step) {
    for (int atom : step.plan().atoms()) {
      if (step.atom(atom).unresolved()) {
        Resolution.resolve(step, atom);
      }
    }
    step.allCandidates();
  }

  /** A retry that was reverted has forgotten its tries anyway; another one only if asked to. */
  private static void wipe(Step step, String by, boolean tries) {
    List<String> begun =
        step.plan().atoms().stream()
            .filter(atom -> step.atom(atom).status() != AtomStatus.PENDING)
            .map(step::name)
            .toList();
    step.emit(new AtomsReset(step.now(), null, begun, tries));
    step.emitStatus(FlowStatus.PENDING, "reset by " + by);
  }

  private static void change(Step step, @Nullable FlowOptions options) {
    if (options != null && !options.equals(step.options())) {
      step.emit(new FlowOptionsChanged(step.now(), options));
    }
  }

  private static Rejected illegal(Step step, String wanted) {
    return illegal(step.state(), wanted);
  }

  private static Rejected illegal(FlowState state, String wanted) {
    return new Rejected(
        Code.ILLEGAL_STATUS, "a flow that is " + state.status() + " can't be " + wanted);
  }
}
