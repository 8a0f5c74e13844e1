package io.taskflow.controller.graph;

import io.taskflow.engine.plan.FlowPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A plan without those of its structural nodes that can be left out without making its edges more:
 * those with at most one edge on one side.
 */
final class Contraction {

  private final Map<Integer, Set<Integer>> before = new HashMap<>();
  private final Map<Integer, Set<Integer>> after = new HashMap<>();
  private final Set<Integer> nodes = new TreeSet<>();
  private final FlowPlan plan;

  Contraction(FlowPlan plan) {
    this.plan = plan;
    for (int node = 0; node < plan.nodeCount(); node++) {
      nodes.add(node);
      before.put(node, set(plan.predecessors(node)));
      after.put(node, set(plan.successors(node)));
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int node : List.copyOf(nodes)) {
        if (!plan.isAtom(node) && (before(node).size() <= 1 || after(node).size() <= 1)) {
          leaveOut(node);
          changed = true;
        }
      }
    }
  }

  private static Set<Integer> set(int[] numbers) {
    Set<Integer> set = new TreeSet<>();
    for (int number : numbers) {
      set.add(number);
    }
    return set;
  }

  private void leaveOut(int node) {
    for (int from : before(node)) {
      after(from).remove(node);
      after(from).addAll(after(node));
    }
    for (int to : after(node)) {
      before(to).remove(node);
      before(to).addAll(before(node));
    }
    nodes.remove(node);
  }

  List<Integer> nodes() {
    return List.copyOf(nodes);
  }

  List<Integer> joins() {
    return new ArrayList<>(nodes.stream().filter(node -> !plan.isAtom(node)).toList());
  }

  Set<Integer> after(int node) {
    return after.getOrDefault(node, Set.of());
  }

  private Set<Integer> before(int node) {
    return before.getOrDefault(node, Set.of());
  }
}
