package io.taskflow.engine.plan;

import io.taskflow.engine.control.RetryController;
import io.taskflow.engine.plan.ArgumentResolver.Resolved;
import io.taskflow.flow.AtomSpec;
import io.taskflow.flow.Flow;
import io.taskflow.flow.TaskSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** What the compiler makes. Immutable, hence thread-safe. */
final class CompiledPlan implements FlowPlan {

  private final Flow flow;
  private final TaskSpec[] tasks;
  private final Resolved[] arguments;
  private final Map<String, Integer> atoms;
  private final int[][] predecessors;
  private final int[][] successors;

  CompiledPlan(Flow flow, TaskSpec[] tasks, Resolved[] arguments, Edges edges, int nodeCount) {
    this.flow = flow;
    this.tasks = tasks;
    this.arguments = arguments;
    this.predecessors = edges.predecessors(nodeCount);
    this.successors = edges.successors(nodeCount);
    this.atoms = HashMap.newHashMap(tasks.length);
    for (int atom = 0; atom < tasks.length; atom++) {
      atoms.put(tasks[atom].name(), atom);
    }
  }

  @Override
  public Flow flow() {
    return flow;
  }

  @Override
  public int atomCount() {
    return tasks.length;
  }

  @Override
  public int nodeCount() {
    return predecessors.length;
  }

  @Override
  public AtomSpec atom(int atom) {
    return tasks[atom];
  }

  @Override
  public int controllerOf(int atom) {
    return NONE;
  }

  @Override
  public RetryController controller(int retry) {
    throw new IllegalArgumentException("atom " + retry + " is not a retry");
  }

  @Override
  public List<EdgeDecider> deciders(int atom) {
    return List.of();
  }

  @Override
  public OptionalInt atom(String name) {
    Integer atom = atoms.get(name);
    return atom == null ? OptionalInt.empty() : OptionalInt.of(atom);
  }

  @Override
  public int[] predecessors(int node) {
    return predecessors[node];
  }

  @Override
  public int[] successors(int node) {
    return successors[node];
  }

  @Override
  public List<Argument> executeArguments(int atom) {
    return arguments[atom].execute();
  }

  @Override
  public List<Argument> revertArguments(int atom) {
    return arguments[atom].revert();
  }
}
