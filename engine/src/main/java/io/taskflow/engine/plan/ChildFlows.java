package io.taskflow.engine.plan;

import io.taskflow.flow.AtomSpec;
import io.taskflow.flow.ChildFlow;
import io.taskflow.flow.FanOut;
import io.taskflow.flow.Flow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which child flows a flow has. Pure. */
public final class ChildFlows {

  private ChildFlows() {}

  /** The child flow that an atom is, or of which a fan-out makes one for each element. */
  static @Nullable ChildFlow of(AtomSpec atom) {
    return switch (atom) {
      case ChildFlow child -> child;
      case FanOut fanOut -> fanOut.task() instanceof ChildFlow child ? child : null;
      default -> null;
    };
  }

  /** Whether a flow may begin any. */
  public static boolean isIn(FlowPlan plan) {
    return plan.atoms().stream().anyMatch(atom -> of(plan.atom(atom)) != null);
  }

  /** All that a flow has itself, in the order written. */
  static List<ChildFlow> in(Flow flow) {
    FlowTree tree = new FlowTree(flow);
    List<ChildFlow> children = new ArrayList<>();
    for (int number = 0; number < tree.atomCount(); number++) {
      ChildFlow child = of(tree.atom(tree.entryOfAtom(number)));
      if (child != null) {
        children.add(child);
      }
    }
    return children;
  }

  /**
   * The flows that a flow, its children and theirs may begin, by the name under which they are
   * registered. A name that is not registered is left out.
   */
  public static Map<String, Flow> reachable(Flow flow, Map<String, Flow> registered) {
    Map<String, Flow> found = new TreeMap<>();
    Deque<Flow> open = new ArrayDeque<>(List.of(flow));
    while (!open.isEmpty()) {
      for (ChildFlow child : in(open.remove())) {
        Flow known = registered.get(child.flow());
        if (known != null && found.put(child.flow(), known) == null) {
          open.add(known);
        }
      }
    }
    return found;
  }
}
