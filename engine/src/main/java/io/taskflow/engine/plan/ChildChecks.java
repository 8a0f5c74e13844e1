package io.taskflow.engine.plan;

import io.taskflow.engine.control.Controls;
import io.taskflow.engine.plan.FlowProblem.Code;
import io.taskflow.flow.AtomSpec;
import io.taskflow.flow.ChildFlow;
import io.taskflow.flow.Flow;
import io.taskflow.flow.Part;
import io.taskflow.flow.Suggestions;
import io.taskflow.flow.TaskSpec.Provides;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Checks the child flows of a flow, and theirs: that each name is that of a registered flow, that
 * none leads back to itself, and that each flow can be run with what it is given. Belongs to one
 * compilation, on its thread.
 */
final class ChildChecks {

  /** More of one child would hide what is wrong with the others. */
  private static final int MAX_OF_ONE = 20;

  private final FlowTree tree;
  private final Problems problems;
  private final Map<String, Flow> registered;
  private final Controls controls;

  /** How many levels of children begin with a name; none if it can't be followed to its end. */
  private final Map<String, @Nullable Integer> levels = new HashMap<>();

  private final Set<Use> seen = new HashSet<>();

  /** How a flow is used as a child: what it is given and what is wanted of it. */
  private record Use(String flow, Set<String> arguments, Provides provides) {
    static Use of(ChildFlow child) {
      Set<String> arguments = new TreeSet<>(child.requires());
      arguments.addAll(child.optional());
      return new Use(child.flow(), arguments, child.provides());
    }
  }

  ChildChecks(FlowTree tree, Problems problems, Map<String, Flow> registered, Controls controls) {
    this.tree = tree;
    this.problems = problems;
    this.registered = registered;
    this.controls = controls;
  }

  void check() {
    for (int number = 0; number < tree.atomCount(); number++) {
      int entry = tree.entryOfAtom(number);
      ChildFlow child = ChildFlows.of(tree.atom(entry));
      if (child != null && levels(entry, child.flow(), new ArrayList<>()) != null) {
        checkUse(entry, child);
      }
    }
    if (levels.size() > ChildFlow.MAX_FLOWS) {
      problems.add(
          Code.TOO_LARGE,
          FlowTree.ROOT,
          "it and its children may begin %d different flows, at most %d are allowed"
              .formatted(levels.size(), ChildFlow.MAX_FLOWS));
    }
  }

  private @Nullable Integer levels(int entry, String name, List<String> path) {
    if (path.contains(name)) {
      String cycle = String.join("' -> '", path.subList(path.indexOf(name), path.size()));
      problems.add(
          Code.CHILD_CYCLE,
          entry,
          "child flows begin each other for ever: '%s' -> '%s'".formatted(cycle, name));
      return null;
    }
    Flow flow = registered.get(name);
    if (flow == null) {
      unknown(entry, name, path);
      return null;
    }
    if (!levels.containsKey(name)) {
      levels.put(name, levelsOf(entry, name, flow, path));
    }
    Integer found = levels.get(name);
    if (found != null && path.isEmpty() && found > ChildFlow.MAX_DEPTH) {
      problems.add(
          Code.TOO_DEEP,
          entry,
          "child flows are nested %d deep from '%s' on, at most %d are allowed"
              .formatted(found, name, ChildFlow.MAX_DEPTH));
      return null;
    }
    return found;
  }

  private @Nullable Integer levelsOf(int entry, String name, Flow flow, List<String> path) {
    path.add(name);
    Integer most = 1;
    for (ChildFlow child : ChildFlows.in(flow)) {
      Integer inner = levels(entry, child.flow(), path);
      most = most == null || inner == null ? null : Integer.valueOf(Math.max(most, inner + 1));
    }
    path.removeLast();
    return most;
  }

  private void unknown(int entry, String name, List<String> path) {
    String begins = path.isEmpty() ? "" : ", which '" + String.join("' -> '", path) + "' begins,";
    problems.add(
        Code.UNKNOWN_FLOW,
        entry,
        new Part.Child(),
        "the flow '%s'%s is not registered at this engine%s"
            .formatted(name, begins, Suggestions.didYouMean(name, registered.keySet())));
  }

  /** Recursion ends: names were followed to their end before. */
  private void checkUse(int entry, ChildFlow child) {
    Use use = Use.of(child);
    Flow flow = registered.get(child.flow());
    if (flow == null || !seen.add(use)) {
      return;
    }
    try {
      checkProvided(entry, child, FlowCompiler.compile(flow, use.arguments(), controls));
    } catch (InvalidFlowException e) {
      e.problems().stream()
          .limit(MAX_OF_ONE)
          .forEach(
              problem ->
                  problems.add(
                      Code.INVALID_CHILD,
                      entry,
                      "the flow '%s' can't be its child: %s".formatted(child.flow(), problem)));
      return;
    }
    for (ChildFlow inner : ChildFlows.in(flow)) {
      checkUse(entry, inner);
    }
  }

  private void checkProvided(int entry, ChildFlow child, FlowPlan plan) {
    if (!(child.provides() instanceof Provides.Keyed keyed)) {
      return;
    }
    Set<String> provided = new HashSet<>();
    for (int atom : plan.atoms()) {
      AtomSpec spec = plan.atom(atom);
      provided.addAll(spec.provides().symbols());
    }
    for (String symbol : keyed.symbols()) {
      if (!provided.contains(symbol)) {
        problems.add(
            Code.INVALID_CHILD,
            entry,
            new Part.Provided(symbol),
            "the flow '%s' provides no '%s'%s"
                .formatted(child.flow(), symbol, Suggestions.didYouMean(symbol, provided)));
      }
    }
  }
}
