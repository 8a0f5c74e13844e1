package io.taskflow.testkit.conformance;

import io.taskflow.engine.plan.FlowPlan;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/** Which atoms of a flow come before which. Immutable. */
final class AtomOrder {

  private final FlowPlan plan;
  private final BitSet[] after;
  private final BitSet[] before;

  AtomOrder(FlowPlan plan) {
    this.plan = plan;
    int atoms = plan.atomCount();
    this.after = new BitSet[atoms];
    this.before = new BitSet[atoms];
    for (int atom = 0; atom < atoms; atom++) {
      before[atom] = new BitSet(atoms);
    }
    for (int atom = 0; atom < atoms; atom++) {
      int earlier = atom;
      after[atom] = reached(atom);
      after[atom].stream().forEach(later -> before[later].set(earlier));
    }
  }

  private BitSet reached(int start) {
    BitSet seen = new BitSet(plan.nodeCount());
    List<Integer> todo = new ArrayList<>(List.of(start));
    while (!todo.isEmpty()) {
      for (int next : plan.successors(todo.removeLast())) {
        if (!seen.get(next)) {
          seen.set(next);
          todo.add(next);
        }
      }
    }
    seen.clear(plan.atomCount(), Math.max(plan.atomCount(), seen.length()));
    return seen;
  }

  /** All atoms that come after one. */
  int[] after(int atom) {
    return after[atom].stream().toArray();
  }

  /** All atoms that come before one. */
  int[] before(int atom) {
    return before[atom].stream().toArray();
  }

  /** Pairs of the names of atoms that directly follow each other, sorted. */
  List<List<String>> edges() {
    List<List<String>> edges = new ArrayList<>();
    for (int from = 0; from < after.length; from++) {
      BitSet direct = (BitSet) after[from].clone();
      after[from].stream().forEach(between -> direct.andNot(after[between]));
      for (int to : direct.stream().toArray()) {
        edges.add(List.of(plan.atom(from).name(), plan.atom(to).name()));
      }
    }
    edges.sort(
        Comparator.comparing((List<String> edge) -> edge.get(0)).thenComparing(e -> e.get(1)));
    return edges;
  }
}
