package io.taskflow.engine.plan;

import io.taskflow.engine.plan.FlowProblem.Code;
import io.taskflow.flow.AtomSpec;
import io.taskflow.flow.FanOut;
import io.taskflow.flow.Flow;
import io.taskflow.flow.Part;
import io.taskflow.flow.TaskSpec;
import io.taskflow.protocol.Action;
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
    String[] names = new String[tree.size()];
    NameIndex byName = new NameIndex(names);
    boolean fansOut = false;
    for (int entry = 0; entry < tree.size(); entry++) {
      names[entry] = tree.element(entry).name();
      int other = byName.addIfAbsent(entry);
      if (other != entry) {
        problems.add(
            Code.DUPLICATE_NAME,
            entry,
            "the name '%s' is already that of %s".formatted(names[entry], tree.path(other)));
      }
      if (tree.element(entry) instanceof AtomSpec atom) {
        checkAtom(entry, atom);
        fansOut |= atom instanceof FanOut;
      }
    }
    if (fansOut) {
      checkItemNames(byName);
    }
  }

  /** Items of fan-outs get their names when the flow runs: nothing else may look like one. */
  private void checkItemNames(NameIndex byName) {
    for (int entry = 0; entry < tree.size(); entry++) {
      String name = tree.element(entry).name();
      int bracket = name.lastIndexOf('[');
      int fanOut = bracket < 0 ? FlowTree.NONE : byName.get(name.substring(0, bracket));
      if (fanOut != FlowTree.NONE && tree.element(fanOut) instanceof FanOut) {
        problems.add(
            Code.DUPLICATE_NAME,
            entry,
            "the name '%s' is kept for an item of the fan-out %s"
                .formatted(name, tree.path(fanOut)));
      }
    }
  }

  private void checkAtom(int entry, AtomSpec atom) {
    if (atom instanceof FanOut fanOut) {
      checkAtom(entry, fanOut.task());
      return;
    }
    Set<String> provided = new HashSet<>();
    for (String symbol : atom.provides().symbols()) {
      if (!provided.add(symbol)) {
        problems.add(
            Code.CONFLICTING_PROVIDES,
            entry,
            new Part.Provided(symbol),
            "it provides '%s' more than once".formatted(symbol));
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
        unknownRebind(entry, Action.EXECUTE, argument);
      }
    }
    if (revertRebind != null) {
      for (String argument : revertRebind.keySet()) {
        if (!inputs.hasRevert(argument)) {
          unknownRebind(entry, Action.REVERT, argument);
        }
      }
    }
  }

  private void unknownRebind(int entry, Action action, String argument) {
    problems.add(
        Code.UNKNOWN_REBIND,
        entry,
        new Part.Rebind(action, argument),
        "it rebinds '%s', which is not among the arguments of %s"
            .formatted(argument, action == Action.EXECUTE ? "execute" : "revert"));
  }
}
