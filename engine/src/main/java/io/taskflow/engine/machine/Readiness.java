package io.taskflow.engine.machine;

import io.taskflow.engine.plan.FlowPlan;
import java.util.ArrayDeque;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/**
 * Keeps count, for each node, of the neighbours it has to wait for, in one of the two directions a
 * flow can go. A node is <em>clear</em> when it has come to pass itself and waits for nobody; it
 * blocks its dependents until then. Structural nodes come to pass by themselves, so that being
 * clear passes through them.
 *
 * <p>A change costs as many steps as the node has neighbours on one side, however large the flow
 * is. Not thread-safe; lives for one fold.
 */
final class Readiness {

  /** Who waits for whom. */
  enum Direction {
    /** Successors wait for predecessors. */
    FORWARD {
      @Override
      int[] dependents(FlowPlan plan, int node) {
        return plan.successors(node);
      }
    },
    /** Predecessors wait for successors. */
    BACKWARD {
      @Override
      int[] dependents(FlowPlan plan, int node) {
        return plan.predecessors(node);
      }
    };

    abstract int[] dependents(FlowPlan plan, int node);
  }

  private FlowPlan plan;
  private final Direction direction;
  private final IntPredicate passed;
  private final IntConsumer freed;
  private final ArrayDeque<Integer> changed = new ArrayDeque<>();
  private PersistentCounts blockers;

  /**
   * @param passed whether an atom has come to pass in this direction
   * @param freed is told of each atom that has come to wait for nobody
   */
  Readiness(
      FlowPlan plan,
      Direction direction,
      PersistentCounts blockers,
      IntPredicate passed,
      IntConsumer freed) {
    this.plan = plan;
    this.direction = direction;
    this.blockers = blockers;
    this.passed = passed;
    this.freed = freed;
  }

  /** The plan has other nodes from now on. */
  void replan(FlowPlan other, PersistentCounts counts) {
    plan = other;
    blockers = counts;
  }

  PersistentCounts blockers() {
    return blockers;
  }

  /** The node, which waits for nobody, has become clear. */
  void cleared(int node) {
    shift(node, -1);
  }

  /** The node, which waits for nobody, is not clear any more. */
  void uncleared(int node) {
    shift(node, +1);
  }

  private void shift(int start, int by) {
    changed.add(start);
    while (!changed.isEmpty()) {
      for (int dependent : direction.dependents(plan, changed.remove())) {
        int before = blockers.get(dependent);
        int after = before + by;
        if (after < 0) {
          throw new IllegalStateException("node " + dependent + " waits for less than nobody");
        }
        blockers = blockers.with(dependent, after);
        if (before == 0 || after == 0) {
          turned(dependent, after == 0);
        }
      }
    }
  }

  private void turned(int node, boolean free) {
    boolean structural = !plan.isAtom(node);
    if (structural || passed.test(node)) {
      changed.add(node);
    }
    if (free && !structural) {
      freed.accept(node);
    }
  }
}
