package io.taskflow.engine.machine;

import io.taskflow.engine.machine.FlowEvent.TaskReverted;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.AttemptedSpec;
import io.taskflow.flow.FanOut;
import io.taskflow.flow.RetrySpec;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Starts what can be started, and ends the flow when nothing is left. */
final class Scheduling {

  /** What an atom is ready for. */
  private enum Ready {
    NOTHING,
    EXECUTE,
    REVERT,
    RETRY
  }

  private Scheduling() {}

  static void proceed(Step step) {
    startAll(step);
    List<Integer> left = settle(step);
    if (!left.isEmpty()) {
      int before = step.events().size();
      step.candidates().addAll(left);
      startAll(step);
      if (step.events().size() == before) {
        throw new IllegalStateException(
            "flow '" + step.state().name() + "' can't start what is left: " + names(step, left));
      }
      proceed(step);
    }
  }

  /**
   * Starts what is ready, and what becomes ready by that. Deciders are asked first, so that nothing
   * is at work when atoms are passed over.
   */
  private static void startAll(Step step) {
    while (mayStart(step) && !step.candidates().isEmpty()) {
      Set<Integer> wanted = new LinkedHashSet<>();
      for (Integer atom = step.candidates().poll();
          atom != null && mayStart(step);
          atom = step.candidates().poll()) {
        if (!wanted.contains(atom) && isWanted(step, atom)) {
          wanted.add(atom);
        }
      }
      startEach(step, wanted);
    }
  }

  /** When the plan grows or shrinks, all nodes are candidates anew, under their new numbers. */
  @SuppressWarnings("ReferenceEquality") // a plan that has not grown is the same object
  private static void startEach(Step step, Set<Integer> wanted) {
    FlowPlan plan = step.plan();
    for (int atom : wanted) {
      if (mayStart(step) && step.plan() == plan) {
        start(step, atom);
      }
    }
  }

  /** Whether an atom is ready, and no decider is against it. */
  private static boolean isWanted(Step step, int atom) {
    return switch (ready(step, atom)) {
      case NOTHING -> false;
      case EXECUTE ->
          step.atom(atom).status() != AtomStatus.PENDING || Deciding.letsRun(step, atom);
      case REVERT, RETRY -> true;
    };
  }

  private static boolean mayStart(Step step) {
    return step.status() == FlowStatus.RUNNING && !step.stopped();
  }

  private static void start(Step step, int atom) {
    switch (ready(step, atom)) {
      case NOTHING -> {}
      case EXECUTE -> execute(step, atom);
      case REVERT -> revert(step, atom);
      case RETRY -> Retrying.again(step, atom);
    }
  }

  /** What was left in the middle by whoever had it is taken up where the intention says. */
  private static Ready ready(Step step, int atom) {
    AtomState state = step.atom(atom);
    return switch (state.intention()) {
      case IGNORE -> Ready.NOTHING;
      case EXECUTE ->
          switch (state.status()) {
            case PENDING, RUNNING ->
                state.open() == null && !step.waits(atom) ? Ready.EXECUTE : Ready.NOTHING;
            case RETRYING -> Ready.RETRY;
            default -> Ready.NOTHING;
          };
      case REVERT ->
          switch (state.status()) {
            case SUCCESS, FAILURE, RUNNING, REVERTING, RETRYING ->
                state.open() == null && !step.holds(atom) ? Ready.REVERT : Ready.NOTHING;
            default -> Ready.NOTHING;
          };
      case RETRY ->
          switch (state.status()) {
            case SUCCESS, RETRYING -> step.holds(atom) ? Ready.NOTHING : Ready.RETRY;
            default -> Ready.NOTHING;
          };
    };
  }

  private static void execute(Step step, int atom) {
    switch (step.plan().atom(atom)) {
      case RetrySpec retry -> Retrying.execute(step, atom);
      case FanOut fanOut -> FanningOut.execute(step, atom);
      case AttemptedSpec spec -> execute(step, atom, spec);
    }
  }

  private static void execute(Step step, int atom, AttemptedSpec task) {
    boolean first = step.atom(atom).status() == AtomStatus.PENDING;
    if (first && !task.delay().isZero()) {
      Deferrals.delay(step, atom, task.delay());
    } else if (!first || !Deferrals.holdBack(step, atom, Action.EXECUTE)) {
      Attempts.open(step, atom, Action.EXECUTE, nextNumber(step, atom, AtomStatus.RUNNING));
    }
  }

  private static void revert(Step step, int atom) {
    switch (step.plan().atom(atom)) {
      case RetrySpec retry -> Retrying.revert(step, atom);
      case AttemptedSpec task when task.revertible() && !neverBegun(step.atom(atom)) -> {
        boolean first = step.atom(atom).status() != AtomStatus.REVERTING;
        if (!first || !Deferrals.holdBack(step, atom, Action.REVERT)) {
          Attempts.open(step, atom, Action.REVERT, nextNumber(step, atom, AtomStatus.REVERTING));
        }
      }
      case AttemptedSpec task -> revertNothing(step, atom);
      case FanOut fanOut -> revertNothing(step, atom);
    }
  }

  private static void revertNothing(Step step, int atom) {
    step.emit(new TaskReverted(step.now(), step.name(atom), "", Json.NULL));
  }

  /** One more than before if it is the same action again, after an attempt that was lost. */
  private static int nextNumber(Step step, int atom, AtomStatus during) {
    AtomState state = step.atom(atom);
    return state.status() == during ? state.attempts() + 1 : 1;
  }

  /**
   * Whether it is certain that no worker began the execute that failed. There is nothing to undo
   * then, and a worker for it may not even exist.
   */
  private static boolean neverBegun(AtomState state) {
    return state.status() == AtomStatus.FAILURE && !state.begun();
  }

  /**
   * Ends the flow, or lets it rest, if nothing goes on.
   *
   * @return what is left to be started: after a decision of which only a part was stored, it may
   *     not have been among the candidates
   */
  private static List<Integer> settle(Step step) {
    FlowState state = step.state();
    boolean suspending = state.status() == FlowStatus.SUSPENDING;
    boolean quiet = suspending ? state.active() == 0 : state.open() == 0;
    if (!quiet || !(suspending || state.status() == FlowStatus.RUNNING)) {
      return List.of();
    }
    if (state.stopped() && state.open() == 0) {
      step.emitStatus(FlowStatus.FAILURE, whatIsWrong(state));
      return List.of();
    }
    List<Integer> left = workLeft(step);
    if (suspending && (!left.isEmpty() || state.open() > 0)) {
      step.emitStatus(FlowStatus.SUSPENDED, "nothing runs any more");
    } else if (!left.isEmpty()) {
      return left;
    } else if (state.passed() == step.plan().atomCount()) {
      step.emitStatus(FlowStatus.SUCCESS, "everything is done");
    } else if (state.revertFailures() > 0 || hasUnresolved(step)) {
      step.emitStatus(FlowStatus.FAILURE, whatIsWrong(state));
    } else {
      step.emitStatus(FlowStatus.REVERTED, "everything that was to be undone is undone");
    }
    return List.of();
  }

  private static String whatIsWrong(FlowState state) {
    return state.revertFailures() > 0 ? "a revert failed" : "a failure is not to be resolved";
  }

  private static boolean hasUnresolved(Step step) {
    return step.plan().atoms().stream().anyMatch(atom -> step.atom(atom).unresolved());
  }

  /** Walks through the whole flow, which is at rest or at its end: rarely enough. */
  private static List<Integer> workLeft(Step step) {
    List<Integer> left = new ArrayList<>();
    for (int atom : step.plan().atoms()) {
      if (ready(step, atom) != Ready.NOTHING) {
        left.add(atom);
      }
    }
    return left;
  }

  private static String names(Step step, List<Integer> atoms) {
    return String.join(", ", atoms.stream().limit(5).map(step::name).toList());
  }
}
