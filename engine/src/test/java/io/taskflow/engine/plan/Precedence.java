package io.taskflow.engine.plan;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;

/** Which atoms of a plan come before which, directly or not. */
final class Precedence {

  private final FlowPlan plan;
  private final BitSet[] before;

  Precedence(FlowPlan plan) {
    this.plan = plan;
    this.before = new BitSet[plan.nodeCount()];
    int[] open = new int[plan.nodeCount()];
    Deque<Integer> ready = new ArrayDeque<>();
    for (int node = 0; node < open.length; node++) {
      before[node] = new BitSet();
      open[node] = plan.predecessors(node).length;
      if (open[node] == 0) {
        ready.add(node);
      }
    }
    int done = 0;
    while (!ready.isEmpty()) {
      int node = ready.remove();
      done++;
      for (int successor : plan.successors(node)) {
        before[successor].or(before[node]);
        if (node < plan.atomCount()) {
          before[successor].set(node);
        }
        if (--open[successor] == 0) {
          ready.add(successor);
        }
      }
    }
    if (done < plan.nodeCount()) {
      throw new AssertionError("the plan has a cycle");
    }
  }

  boolean precedes(int earlier, int later) {
    return before[later].get(earlier);
  }

  /** The edges that are left when all that follow from others are taken away, as {@code a>b}. */
  Set<String> reduced() {
    Set<String> edges = new TreeSet<>();
    for (int atom = 0; atom < plan.atomCount(); atom++) {
      BitSet direct = (BitSet) before[atom].clone();
      before[atom].stream().forEach(earlier -> direct.andNot(before[earlier]));
      int later = atom;
      direct.stream().forEach(earlier -> edges.add(name(earlier) + ">" + name(later)));
    }
    return edges;
  }

  private String name(int atom) {
    return plan.atom(atom).name();
  }
}
