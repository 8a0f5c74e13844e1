package io.taskflow.testkit.simulation.checks;

import io.taskflow.engine.plan.FlowPlan;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.IntFunction;

/** Which atoms come next before or after another one, through the structural nodes between. */
final class Order {

  private Order() {}

  static Set<Integer> before(FlowPlan plan, int atom) {
    return next(plan, atom, plan::predecessors);
  }

  static Set<Integer> after(FlowPlan plan, int atom) {
    return next(plan, atom, plan::successors);
  }

  private static Set<Integer> next(FlowPlan plan, int atom, IntFunction<int[]> neighbours) {
    Set<Integer> atoms = new LinkedHashSet<>();
    Set<Integer> seen = new LinkedHashSet<>();
    Deque<Integer> open = new ArrayDeque<>();
    open.add(atom);
    while (!open.isEmpty()) {
      for (int neighbour : neighbours.apply(open.remove())) {
        if (plan.isAtom(neighbour)) {
          atoms.add(neighbour);
        } else if (seen.add(neighbour)) {
          open.add(neighbour);
        }
      }
    }
    return atoms;
  }
}
