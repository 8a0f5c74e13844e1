package io.taskflow.engine.plan;

import io.taskflow.engine.plan.FlowProblem.Code;
import io.taskflow.flow.AtomSpec;
import io.taskflow.flow.Flow;
import io.taskflow.flow.TaskSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Checks that need no order: sizes, names, and each atom by itself. */
final class DefinitionChecks {

  private final FlowTree tree;
  private final Problems problems;

  DefinitionChecks(FlowTree tree, Problems problems) {
    this.tree = tree;
    this.problems = problems;
  }

  /** What is over a limit was not read to its end, so nothing else can be said about it. */
  void checkLimits() {
    if (tree.tooLarge()) {
      problems.add(
          Code.TOO_LARGE,
          FlowTree.ROOT,
          "it has more than %,d tasks and retries, or as many flows; split it into several"
              .formatted(Flow.MAX_TASKS));
    }
    if (tree.tooDeep() >= 0) {
      problems.add(
          Code.TOO_DEEP,
          tree.tooDeep(),
          "flows are nested more than %d deep".formatted(Flow.MAX_DEPTH));
    }
  }

  void checkItems() {
    Map<String, Integer> byName = HashMap.newHashMap(tree.size());
    for (int entry = 0; entry < tree.size(); entry++) {
      String name = tree.element(entry).name();
      Integer other = byName.putIfAbsent(name, entry);
      if (other != null) {
        problems.add(
            Code.DUPLICATE_NAME,
            entry,
            "the name '%s' is already that of %s".formatted(name, tree.path(other)));
      }
      if (tree.element(entry) instanceof AtomSpec atom) {
        checkAtom(entry, atom);
      }
    }
  }

  private void checkAtom(int entry, AtomSpec atom) {
    Set<String> provided = new HashSet<>();
    for (String symbol : atom.provides().symbols()) {
      if (!provided.add(symbol)) {
        problems.add(
            Code.CONFLICTING_PROVIDES, entry, "it provides '%s' more than once".formatted(symbol));
      }
    }
    Map<String, String> revertRebind =
        atom instanceof TaskSpec task && task.revertible() ? task.revertRebind() : null;
    if (atom.rebind().isEmpty() && revertRebind == null) {
      return;
    }
    Inputs inputs = Inputs.of(atom);
    for (String argument : atom.rebind().keySet()) {
      if (!inputs.hasExecute(argument)) {
        unknownRebind(entry, "execute", argument);
      }
    }
    if (revertRebind != null) {
      for (String argument : revertRebind.keySet()) {
        if (!inputs.hasRevert(argument)) {
          unknownRebind(entry, "revert", argument);
        }
      }
    }
  }

  private void unknownRebind(int entry, String action, String argument) {
    problems.add(
        Code.UNKNOWN_REBIND,
        entry,
        "it rebinds '%s', which is not among the arguments of %s".formatted(argument, action));
  }
}
