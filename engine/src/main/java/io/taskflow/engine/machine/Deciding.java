package io.taskflow.engine.machine;

import io.taskflow.engine.machine.FlowEvent.AtomsIgnored;
import io.taskflow.engine.machine.FlowEvent.AttemptOpened;
import io.taskflow.engine.machine.FlowEvent.RetryFailed;
import io.taskflow.engine.machine.FlowEvent.RetryStatusChanged;
import io.taskflow.engine.plan.Argument.Part;
import io.taskflow.engine.plan.EdgeDecider;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.AttemptedSpec;
import io.taskflow.flow.Decider.Depth;
import io.taskflow.flow.FanOut;
import io.taskflow.flow.RetrySpec;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Asks the deciders of an atom that is about to be executed. */
final class Deciding {

  private Deciding() {}

  /**
   * Whether the atom is to run. If not, it is passed over, with as much of what comes after it as
   * the widest "no" reaches; or it has failed, because a decider did.
   */
  static boolean letsRun(Step step, int atom) {
    List<EdgeDecider> deciders = step.plan().deciders(atom);
    if (deciders.isEmpty()) {
      return true;
    }
    EdgeDecider widest = null;
    SortedMap<String, Json> results = results(step, deciders);
    for (EdgeDecider decider : deciders) {
      if (abstains(step, decider)) {
        continue;
      }
      try {
        if (!decider.condition().test(results) && isWider(decider.depth(), widest)) {
          widest = decider;
        }
      } catch (Exception e) {
        fail(step, atom, decider, e);
        return false;
      }
    }
    if (widest == null) {
      return true;
    }
    ignore(step, atom, widest);
    return false;
  }

  private static boolean isWider(Depth depth, @Nullable EdgeDecider than) {
    return than == null || depth.compareTo(than.depth()) < 0;
  }

  /** A decider whose source was passed over has nothing to go by. */
  private static boolean abstains(Step step, EdgeDecider decider) {
    return decider.source() != FlowPlan.NONE
        && step.atom(decider.source()).status() == AtomStatus.IGNORE;
  }

  private static SortedMap<String, Json> results(Step step, List<EdgeDecider> deciders) {
    SortedMap<String, Json> results = new TreeMap<>();
    for (EdgeDecider decider : deciders) {
      Json result =
          decider.source() == FlowPlan.NONE || abstains(step, decider)
              ? null
              : Lookup.provided(step.state(), decider.source(), new Part.Whole());
      if (result != null) {
        results.put(decider.from(), result);
      }
    }
    return results;
  }

  private static void ignore(Step step, int atom, EdgeDecider decider) {
    List<Integer> reached =
        switch (decider.depth()) {
          case ALL -> Scope.after(step.plan(), atom);
          case FLOW -> Scope.throughTasks(step.plan(), atom);
          case NEIGHBORS -> Scope.neighbors(step.plan(), atom);
          case ATOM -> List.of();
        };
    List<String> names = new ArrayList<>();
    names.add(step.name(atom));
    reached.stream()
        .filter(other -> step.atom(other).status() == AtomStatus.PENDING)
        .forEach(other -> names.add(step.name(other)));
    step.emit(new AtomsIgnored(step.now(), names, "the decider on " + link(decider) + " said no"));
  }

  /** Nothing was asked of a worker, so nobody will answer: the failure follows at once. */
  private static void fail(Step step, int atom, EdgeDecider decider, Exception e) {
    Failure named = ControlFailure.of("the decider on " + link(decider), e);
    String name = step.name(atom);
    switch (step.plan().atom(atom)) {
      case RetrySpec retry -> {
        step.emit(new RetryStatusChanged(step.now(), name, AtomStatus.RUNNING));
        step.emit(new RetryFailed(step.now(), name, named));
        Resolution.resolve(step, atom);
      }
      case FanOut fanOut -> FanningOut.fail(step, atom, named);
      case AttemptedSpec spec -> {
        int round = step.atom(atom).round();
        step.emit(new AttemptOpened(step.now(), name, Action.EXECUTE, round, 1, step.newToken()));
        Attempts.failed(step, atom, Action.EXECUTE, "", named);
      }
    }
  }

  private static String link(EdgeDecider decider) {
    return "the link from '" + decider.from() + "' to '" + decider.to() + "'";
  }
}
