package io.taskflow.engine.machine;

import io.taskflow.engine.plan.FlowPlan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.function.IntPredicate;

/** Which atoms come after a node. A walk costs as much as it finds. */
final class Scope {

  private Scope() {}

  /** Every atom that comes after a node, directly or not, nearest first. */
  static List<Integer> after(FlowPlan plan, int node) {
    return walk(plan, node, next -> true);
  }

  /** The tasks and child flows that are reached from an atom through such only. */
  static List<Integer> throughTasks(FlowPlan plan, int atom) {
    return walk(plan, atom, next -> plan.isAttempted(next));
  }

  /** The tasks and child flows that directly follow an atom. */
  static List<Integer> neighbors(FlowPlan plan, int atom) {
    List<Integer> found = new ArrayList<>();
    for (int next : plan.successors(atom)) {
      if (plan.isAttempted(next)) {
        found.add(next);
      }
    }
    return found;
  }

  private static List<Integer> walk(FlowPlan plan, int from, IntPredicate enters) {
    List<Integer> found = new ArrayList<>();
    BitSet seen = new BitSet(plan.nodeCount());
    Deque<Integer> open = new ArrayDeque<>();
    open.add(from);
    while (!open.isEmpty()) {
      for (int next : plan.successors(open.remove())) {
        if (!seen.get(next) && enters.test(next)) {
          seen.set(next);
          open.add(next);
          if (plan.isAtom(next)) {
            found.add(next);
          }
        }
      }
    }
    return found;
  }
}
