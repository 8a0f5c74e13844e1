package io.taskflow.engine.machine;

import io.taskflow.engine.machine.Decision.Code;
import io.taskflow.engine.machine.Decision.Rejected;
import io.taskflow.engine.machine.FlowEvent.AttemptWithdrawn;
import io.taskflow.engine.machine.FlowEvent.RevertDecided;
import io.taskflow.protocol.Action;
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
    step.allCandidates();
    return null;
  }

  static @Nullable Rejected suspend(Step step, String by) {
    return switch (step.status()) {
      case RUNNING -> {
        step.emitStatus(FlowStatus.SUSPENDING, "suspended by " + by);
        yield null;
      }
      case SUSPENDING, SUSPENDED -> new Rejected(Code.REDUNDANT, "the flow is suspended already");
      case PENDING, SUCCESS, REVERTED, FAILURE -> illegal(step, "suspended");
    };
  }

  static @Nullable Rejected resume(Step step, String by) {
    return switch (step.status()) {
      case SUSPENDING, SUSPENDED -> {
        step.emitStatus(FlowStatus.RUNNING, "resumed by " + by);
        for (int atom = 0; atom < step.plan().atomCount(); atom++) {
          Attempts.redispatchDeferred(step, atom);
          step.candidate(atom);
        }
        yield null;
      }
      case RUNNING -> new Rejected(Code.REDUNDANT, "the flow is running already");
      case PENDING, SUCCESS, REVERTED, FAILURE -> illegal(step, "resumed");
    };
  }

  static @Nullable Rejected revert(Step step, String by) {
    FlowStatus status = step.status();
    if (status == FlowStatus.REVERTED || status == FlowStatus.FAILURE) {
      return illegal(step, "reverted");
    }
    if (step.reverting() && status == FlowStatus.RUNNING) {
      return new Rejected(Code.REDUNDANT, "the flow is being reverted already");
    }
    String reason = "revert asked for by " + by;
    if (status != FlowStatus.RUNNING) {
      step.emitStatus(FlowStatus.RUNNING, reason);
    }
    decideRevert(step, reason);
    for (int atom = 0; atom < step.plan().atomCount(); atom++) {
      OpenAttempt open = step.atom(atom).open();
      if (open != null && open.action() == Action.EXECUTE) {
        Attempts.cancel(step, atom, open, reason);
      }
    }
    return null;
  }

  /** From now on everything goes backward. No effect if it does already. */
  static void decideRevert(Step step, String reason) {
    if (step.reverting()) {
      return;
    }
    step.emit(new RevertDecided(step.now(), reason));
    for (int atom = 0; atom < step.plan().atomCount(); atom++) {
      OpenAttempt open = step.atom(atom).open();
      if (open != null && open.deferral() != null) {
        step.emit(new AttemptWithdrawn(step.now(), step.task(atom).name(), open.token()));
      }
    }
    step.allCandidates();
  }

  private static Rejected illegal(Step step, String wanted) {
    return new Rejected(
        Code.ILLEGAL_STATUS, "a flow that is " + step.status() + " can't be " + wanted);
  }
}
