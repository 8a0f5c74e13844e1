package io.taskflow.engine.machine;

import io.taskflow.engine.machine.FlowEvent.TaskReverted;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Json;

/** Starts what can be started, and ends the flow when nothing is left. */
final class Scheduling {

  private Scheduling() {}

  static void proceed(Step step) {
    while (mayStart(step)) {
      Integer atom = step.candidates().poll();
      if (atom == null) {
        break;
      }
      consider(step, atom);
    }
    settle(step);
  }

  private static boolean mayStart(Step step) {
    return step.status() == FlowStatus.RUNNING && !step.revertFailed();
  }

  private static void consider(Step step, int atom) {
    AtomState state = step.atom(atom);
    if (!step.reverting()) {
      if (state.status() == AtomStatus.PENDING && !step.blocked(atom)) {
        Attempts.open(step, atom, Action.EXECUTE, 1);
      }
      return;
    }
    boolean stands = state.status() == AtomStatus.SUCCESS || state.status() == AtomStatus.FAILURE;
    if (stands && !step.blocked(atom)) {
      if (step.task(atom).revertible() && !neverBegun(state)) {
        Attempts.open(step, atom, Action.REVERT, 1);
      } else {
        step.emit(new TaskReverted(step.now(), step.task(atom).name(), "", Json.NULL));
      }
    }
  }

  /**
   * Whether it is certain that no worker began the execute that failed. There is nothing to undo
   * then, and a worker for it may not even exist.
   */
  private static boolean neverBegun(AtomState state) {
    return state.failure() != null && !state.begun();
  }

  private static void settle(Step step) {
    FlowState state = step.state();
    boolean going = state.status() == FlowStatus.RUNNING || state.status() == FlowStatus.SUSPENDING;
    boolean suspending = state.status() == FlowStatus.SUSPENDING;
    boolean quiet = suspending ? state.active() == 0 : state.open() == 0;
    if (!going || !quiet) {
      return;
    }
    if (state.revertFailures() > 0 && state.open() == 0) {
      step.emitStatus(FlowStatus.FAILURE, "a revert failed");
    } else if (state.finished()) {
      step.emitStatus(
          state.reverting() ? FlowStatus.REVERTED : FlowStatus.SUCCESS,
          state.reverting() ? "everything is undone" : "everything is done");
    } else if (suspending) {
      step.emitStatus(FlowStatus.SUSPENDED, "nothing runs any more");
    } else {
      throw new IllegalStateException(
          "flow '" + state.name() + "' has work left, but nothing of it can be started");
    }
  }
}
