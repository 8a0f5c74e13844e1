package io.taskflow.engine.machine;

import io.taskflow.engine.control.RetryDecision;
import io.taskflow.engine.machine.FlowEvent.FailureRecorded;
import io.taskflow.engine.machine.FlowEvent.RetryDecided;
import io.taskflow.engine.machine.FlowEvent.RetryFailed;
import io.taskflow.engine.machine.FlowEvent.RevertDecided;
import io.taskflow.engine.plan.FlowPlan;
import java.util.List;

/**
 * What becomes of a failure: the nearest retry around the atom decides, and may leave it to the
 * next one. Only intentions change here; what follows from them is up to {@link Scheduling}.
 */
final class Resolution {

  private Resolution() {}

  /** What retries, or their absence, decided. */
  private sealed interface Verdict {
    /** There was nobody to decide: everything is to be reverted. */
    record Nobody() implements Verdict {}

    /** Everything is to be reverted, because a retry said so. */
    record RevertAll(int retry) implements Verdict {}

    /** A retry, with what comes after it, is to be reverted. */
    record Revert(int retry) implements Verdict {}

    /** A retry is to begin anew. */
    record Retry(int retry) implements Verdict {}
  }

  /** Resolves the failure of an atom that is FAILURE now. */
  static void resolve(Step step, int atom) {
    if (step.options().neverResolve()) {
      stop(step);
    } else {
      carryOut(step, atom, ask(step, atom, atom));
    }
  }

  /** Nothing is begun any more in this run: what rests is given up. */
  static void stop(Step step) {
    withdraw(step, step.plan().atoms());
  }

  /**
   * Asks the retry that is responsible for an atom.
   *
   * @param atom that failed, or a retry that gave up
   * @param of the atom that failed at the root of it
   */
  private static Verdict ask(Step step, int atom, int of) {
    int retry = controllerOf(step, atom);
    if (retry == FlowPlan.NONE) {
      return new Verdict.Nobody();
    }
    step.emit(new FailureRecorded(step.now(), step.name(retry), step.name(atom), step.name(of)));
    return switch (Retrying.decide(step, retry)) {
      case Retrying.Answer.Failed failed -> {
        step.emit(new RetryFailed(step.now(), step.name(retry), failed.failure()));
        yield ask(step, retry, retry);
      }
      case Retrying.Answer.Decided decided -> follow(step, retry, of, decided.decision());
    };
  }

  /** One that was passed over has tried nothing, and has nothing to decide by. */
  private static int controllerOf(Step step, int atom) {
    int retry = step.plan().controllerOf(atom);
    while (retry != FlowPlan.NONE && step.atom(retry).history().size() == 0) {
      retry = step.plan().controllerOf(retry);
    }
    return retry;
  }

  /**
   * A retry that decides for REVERT is overruled by one around it that does not; if there is none,
   * the option to defer says whose decision it is.
   */
  private static Verdict follow(Step step, int retry, int of, RetryDecision decision) {
    return switch (decision) {
      case RETRY -> new Verdict.Retry(retry);
      case REVERT_ALL -> new Verdict.RevertAll(retry);
      case REVERT -> {
        Verdict outer = ask(step, retry, of);
        boolean overruled = outer instanceof Verdict.Retry || outer instanceof Verdict.RevertAll;
        yield overruled || step.options().deferReverts() ? outer : new Verdict.Revert(retry);
      }
    };
  }

  private static void carryOut(Step step, int atom, Verdict verdict) {
    String failed = "'" + step.name(atom) + "' failed";
    switch (verdict) {
      case Verdict.Nobody v -> revertAll(step, failed);
      case Verdict.RevertAll v ->
          revertAll(step, failed + ", and '" + step.name(v.retry()) + "' decided so");
      case Verdict.Revert v -> {
        String retry = step.name(v.retry());
        step.emit(new RevertDecided(step.now(), retry, failed, false));
        withdraw(step, Scope.after(step.plan(), v.retry()));
      }
      case Verdict.Retry v -> {
        step.emit(new RetryDecided(step.now(), step.name(v.retry()), failed));
        withdraw(step, Scope.after(step.plan(), v.retry()));
      }
    }
  }

  /** From now on everything goes backward. No effect if it does already. */
  static void revertAll(Step step, String reason) {
    if (!step.state().reverting()) {
      decideRevert(step, reason, false);
    }
  }

  /** As {@link #revertAll}, but what is executed is to be cancelled. */
  static void revertNow(Step step, String reason) {
    decideRevert(step, reason, true);
  }

  private static void decideRevert(Step step, String reason, boolean cancel) {
    step.emit(new RevertDecided(step.now(), null, reason, cancel));
    withdraw(step, step.plan().atoms());
  }

  private static void withdraw(Step step, List<Integer> atoms) {
    if (step.state().deferred() > 0) {
      atoms.forEach(atom -> Deferrals.giveUp(step, atom));
    }
  }
}
