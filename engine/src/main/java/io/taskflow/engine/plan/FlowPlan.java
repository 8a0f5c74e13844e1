package io.taskflow.engine.plan;

import io.taskflow.engine.control.RetryController;
import io.taskflow.flow.AtomSpec;
import io.taskflow.flow.Flow;
import io.taskflow.flow.RetrySpec;
import io.taskflow.flow.TaskSpec;
import java.util.List;
import java.util.OptionalInt;

/**
 * A compiled flow: what comes before what, and where each argument comes from. Immutable.
 *
 * <p>Nodes are numbered. The first {@link #atomCount} of them are atoms, in the order of the flow;
 * the others mark the start and the end of a flow, so that a flow of n tasks after another of m
 * costs n + m edges and not n × m. Structural nodes do nothing: they are done when everything
 * before them is.
 */
public interface FlowPlan {

  /** No atom. */
  int NONE = -1;

  /** The flow that was compiled. */
  Flow flow();

  /** How many atoms there are. */
  int atomCount();

  /** How many nodes there are: atoms, then structural nodes. */
  int nodeCount();

  /** The task or retry at a node below {@link #atomCount}. */
  AtomSpec atom(int atom);

  /** Whether a node below {@link #atomCount} is a retry. */
  default boolean isRetry(int atom) {
    return atom(atom) instanceof RetrySpec;
  }

  /**
   * The task at a node below {@link #atomCount}.
   *
   * @throws IllegalArgumentException if it is a retry
   */
  default TaskSpec task(int atom) {
    if (atom(atom) instanceof TaskSpec task) {
      return task;
    }
    throw new IllegalArgumentException("atom '" + atom(atom).name() + "' is not a task");
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

  /** Nodes that directly precede a node. Not to be changed. */
  int[] predecessors(int node);

  /** Nodes that directly follow a node. Not to be changed. */
  int[] successors(int node);

  /** Where the arguments of execute come from. */
  List<Argument> executeArguments(int atom);

  /** Where the arguments of revert come from. */
  List<Argument> revertArguments(int atom);
}
