package io.taskflow.engine.report;

import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowItem;
import io.taskflow.flow.GraphFlow;
import io.taskflow.flow.LinearFlow;
import io.taskflow.flow.UnorderedFlow;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lists atoms with the flows around them, in the order of the flow. Not thread-safe; lives for one
 * failure.
 */
final class FlowText {

  private final FlowPlan plan;
  private final Past past;
  private final Lines lines;
  private final AtomPrinter atoms;
  private final Deque<Flow> untold = new ArrayDeque<>();

  /** Adds an atom, indented by so many steps. */
  @FunctionalInterface
  interface AtomPrinter {
    void add(int steps, int atom);
  }

  FlowText(FlowPlan plan, Past past, Lines lines, AtomPrinter atoms) {
    this.plan = plan;
    this.past = past;
    this.lines = lines;
    this.atoms = atoms;
  }

  /** Adds those of the atoms that are in a flow, and the flow itself if there are any. */
  void add(int steps, Flow flow) {
    untold.addLast(flow);
    if (flow.retry() != null) {
      addAtom(steps, flow.retry().name());
    }
    for (FlowItem item : flow.items()) {
      if (item instanceof Flow inner) {
        add(steps + 1, inner);
      } else {
        addAtom(steps, item.name());
      }
    }
    untold.pollLast();
  }

  /** An atom that is no part of the plan, since nothing that is wanted needs it, has no number. */
  private void addAtom(int steps, String name) {
    int atom = plan.atom(name).orElse(FlowPlan.NONE);
    if (past.atoms().contains(atom)) {
      for (int above = untold.size() - 1; !untold.isEmpty(); above--) {
        Flow flow = untold.removeFirst();
        lines.add(steps - above, "flow '" + flow.name() + "' (" + kind(flow) + ")");
      }
      atoms.add(steps + 1, atom);
      for (int item : plan.items(atom)) {
        if (past.atoms().contains(item)) {
          atoms.add(steps + 2, item);
        }
      }
    }
  }

  private static String kind(Flow flow) {
    return switch (flow) {
      case LinearFlow linear -> "linear";
      case UnorderedFlow unordered -> "unordered";
      case GraphFlow graph -> "graph";
    };
  }
}
