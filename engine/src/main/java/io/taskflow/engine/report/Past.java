package io.taskflow.engine.report;

import io.taskflow.engine.plan.FlowPlan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * An atom and what comes before it, the nearest first, up to a limit.
 *
 * @param atoms by number, the atom itself included
 * @param complete whether nothing comes before it besides
 */
record Past(Set<Integer> atoms, boolean complete) {

  /**
   * Walks backwards from an atom.
   *
   * @param depth how many steps from atom to atom
   * @param most how many atoms besides itself
   */
  static Past of(FlowPlan plan, int atom, int depth, int most) {
    BitSet seen = new BitSet(plan.nodeCount());
    Set<Integer> found = new TreeSet<>(List.of(atom));
    List<Integer> level = List.of(atom);
    for (int step = 0; !level.isEmpty(); step++) {
      List<Integer> before = step(plan, level, seen);
      if (!before.isEmpty() && step == depth) {
        return new Past(found, false);
      }
      for (int one : before) {
        if (found.size() > most) {
          return new Past(found, false);
        }
        found.add(one);
      }
      level = before;
    }
    return new Past(found, true);
  }

  /** The atoms from which one of these is reached through structural nodes only. */
  private static List<Integer> step(FlowPlan plan, List<Integer> level, BitSet seen) {
    List<Integer> found = new ArrayList<>();
    Deque<Integer> open = new ArrayDeque<>(level);
    while (!open.isEmpty()) {
      for (int node : plan.predecessors(open.remove())) {
        if (!seen.get(node)) {
          seen.set(node);
          if (plan.isAtom(node)) {
            found.add(node);
          } else {
            open.add(node);
          }
        }
      }
    }
    return found;
  }
}
