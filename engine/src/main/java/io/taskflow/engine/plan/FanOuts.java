package io.taskflow.engine.plan;

import io.taskflow.engine.plan.ArgumentResolver.Resolved;
import io.taskflow.flow.FanOut;
import java.util.HashMap;
import java.util.Map;

/**
 * What the compiler knows of fan-outs. Each has a node of its own with which it ends, behind those
 * of flows. Immutable.
 *
 * @param ends by the atom
 * @param byEnd the atom, by the node with which it ends
 * @param arguments of the items, by the atom; without the element, which is known later
 */
record FanOuts(
    Map<Integer, Integer> ends, Map<Integer, Integer> byEnd, Map<Integer, Resolved> arguments) {

  FanOuts {
    ends = Map.copyOf(ends);
    byEnd = Map.copyOf(byEnd);
    arguments = Map.copyOf(arguments);
  }

  /** The nodes with which the fan-outs of a flow end, from the first that is free. */
  static Map<Integer, Integer> ends(FlowTree tree, int firstFree) {
    Map<Integer, Integer> ends = new HashMap<>();
    for (int atom = 0; atom < tree.atomCount(); atom++) {
      if (tree.element(tree.entryOfAtom(atom)) instanceof FanOut) {
        ends.put(atom, firstFree + ends.size());
      }
    }
    return ends;
  }

  static FanOuts of(FlowTree tree, Map<Integer, Integer> ends, ArgumentResolver resolver) {
    Map<Integer, Integer> byEnd = new HashMap<>();
    Map<Integer, Resolved> arguments = new HashMap<>();
    ends.forEach(
        (atom, end) -> {
          int entry = tree.entryOfAtom(atom);
          byEnd.put(end, atom);
          arguments.put(atom, resolver.resolve(entry, ((FanOut) tree.element(entry)).task()));
        });
    return new FanOuts(ends, byEnd, arguments);
  }
}
