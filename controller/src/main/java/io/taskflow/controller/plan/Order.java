package io.taskflow.controller.plan;

import io.taskflow.engine.plan.FlowPlan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * What comes before what in a compiled flow. Time and memory grow with its nodes and edges.
 *
 * @param plan the compiled flow
 */
record Order(FlowPlan plan) {

  /**
   * Atoms by the earliest step in which they can run: those of one step at the same time, as far as
   * workers allow.
   */
  List<List<Integer>> steps() {
    int[] missing = new int[plan.nodeCount()];
    int[] step = new int[plan.nodeCount()];
    Deque<Integer> ready = new ArrayDeque<>();
    for (int node = 0; node < missing.length; node++) {
      missing[node] = plan.predecessors(node).length;
      if (missing[node] == 0) {
        ready.add(node);
      }
    }
    List<List<Integer>> steps = new ArrayList<>();
    while (!ready.isEmpty()) {
      int node = ready.remove();
      int after = step[node];
      if (plan.isAtom(node)) {
        while (steps.size() <= step[node]) {
          steps.add(new ArrayList<>());
        }
        steps.get(step[node]).add(node);
        after++;
      }
      for (int next : plan.successors(node)) {
        step[next] = Math.max(step[next], after);
        if (--missing[next] == 0) {
          ready.add(next);
        }
      }
    }
    steps.forEach(atoms -> atoms.sort(Integer::compare));
    return steps;
  }

  /** All nodes that come before one. */
  BitSet before(int node) {
    return reach(node, true);
  }

  /** All nodes that come after one. */
  BitSet after(int node) {
    return reach(node, false);
  }

  private BitSet reach(int start, boolean back) {
    BitSet seen = new BitSet();
    Deque<Integer> open = new ArrayDeque<>();
    open.add(start);
    while (!open.isEmpty()) {
      int node = open.remove();
      for (int next : back ? plan.predecessors(node) : plan.successors(node)) {
        if (!seen.get(next)) {
          seen.set(next);
          open.add(next);
        }
      }
    }
    return seen;
  }
}
