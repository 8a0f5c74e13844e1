package io.taskflow.engine.plan;

import io.taskflow.engine.control.RetryController;
import io.taskflow.flow.AtomSpec;
import io.taskflow.flow.AttemptedSpec;
import io.taskflow.flow.Flow;
import io.taskflow.flow.RetrySpec;
import io.taskflow.flow.TaskSpec;
import io.taskflow.protocol.Json;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A compiled flow: what comes before what, and where each argument comes from. Immutable.
 *
 * <p>Nodes are numbered: atoms flow by flow, those of a graph flow as they would begin if each took
 * the same time; then structural nodes, then the items of fan-outs that have taken their list.
 * Structural nodes mark the start and the end of a flow, so that a flow of n tasks after another of
 * m costs n + m edges and not n × m, and the end of a fan-out. They do nothing: they are done when
 * everything before them is.
 */
public interface FlowPlan {

  /** No atom. */
  int NONE = -1;

  /** The flow that was compiled. */
  Flow flow();

  /** How many atoms there are. */
  int atomCount();

  /** How many nodes there are. */
  int nodeCount();

  /** Whether a node is an atom, and not a structural one. */
  boolean isAtom(int node);

  /** The nodes of all atoms, in ascending order. */
  List<Integer> atoms();

  /** The plan in which a fan-out has an item for each value, besides those that it had. */
  FlowPlan with(int fanOut, List<Json> values);

  /** The plan in which these fan-outs have no items. */
  FlowPlan without(Set<Integer> fanOuts);

  /** The fan-outs that have taken their list. */
  List<Integer> expanded();

  /** The items of a fan-out, in order; none if it has not taken its list. */
  int[] items(int fanOut);

  /** What a fan-out found in its list, in order; nothing if it has not taken it. */
  List<Json> values(int fanOut);

  /** The node in an earlier or later form of this plan; {@link #NONE} if it is not there. */
  int nodeIn(FlowPlan other, int node);

  /** Whether a node is a task or a child flow. */
  default boolean isAttempted(int node) {
    return isAtom(node) && atom(node) instanceof AttemptedSpec;
  }

  /** The task, child flow, retry or fan-out at a node that is an atom. */
  AtomSpec atom(int atom);

  /**
   * The name of a node that is an atom. Cheaper than to ask the atom, which is far away in memory.
   */
  String name(int atom);

  /** Whether a node that is an atom is a retry. */
  default boolean isRetry(int atom) {
    return atom(atom) instanceof RetrySpec;
  }

  /**
   * The task at a node that is an atom.
   *
   * @throws IllegalArgumentException if it is no task
   */
  default TaskSpec task(int atom) {
    if (atom(atom) instanceof TaskSpec task) {
      return task;
    }
    throw new IllegalArgumentException("atom '" + atom(atom).name() + "' is not a task");
  }

  /**
   * The task or child flow at a node that is an atom.
   *
   * @throws IllegalArgumentException if it is neither
   */
  default AttemptedSpec attempted(int atom) {
    if (atom(atom) instanceof AttemptedSpec spec) {
      return spec;
    }
    throw new IllegalArgumentException(
        "atom '" + atom(atom).name() + "' is neither a task nor a child flow");
  }

  /**
   * The task of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  default TaskSpec task(String name) {
    return task(
        atom(name)
            .orElseThrow(() -> new IllegalArgumentException("there is no atom '" + name + "'")));
  }

  /**
   * The retry that decides when an atom fails: that of the nearest flow around it that has one; for
   * a retry, the next outer one. {@link #NONE} if there is none.
   */
  int controllerOf(int atom);

  /** The code of a retry. */
  RetryController controller(int retry);

  /** The deciders that are asked before an atom is executed. */
  List<EdgeDecider> deciders(int atom);

  /** The atom of that name. */
  OptionalInt atom(String name);

  /** Nodes that directly precede a node, in ascending order. */
  int[] predecessors(int node);

  /** Nodes that directly follow a node, in ascending order. */
  int[] successors(int node);

  /** Where the arguments of execute come from. */
  List<Argument> executeArguments(int atom);

  /** Where the arguments of revert come from. */
  List<Argument> revertArguments(int atom);
}
