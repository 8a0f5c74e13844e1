package io.taskflow.engine.plan;

import io.taskflow.engine.control.RetryController;
import io.taskflow.engine.plan.ArgumentResolver.Resolved;
import io.taskflow.flow.AtomSpec;
import io.taskflow.flow.Flow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** What the compiler makes. Immutable, hence thread-safe. */
final class CompiledPlan implements FlowPlan {

  private final Flow flow;
  private final AtomSpec[] specs;
  private final Resolved[] arguments;
  private final Control control;
  private final Map<String, Integer> atoms;
  private final int[][] predecessors;
  private final int[][] successors;

  CompiledPlan(
      Flow flow,
      AtomSpec[] specs,
      Resolved[] arguments,
      Edges edges,
      int nodeCount,
      Control control) {
    this.flow = flow;
    this.specs = specs;
    this.arguments = arguments;
    this.control = control;
    this.predecessors = edges.predecessors(nodeCount);
    this.successors = edges.successors(nodeCount);
    this.atoms = HashMap.newHashMap(specs.length);
    for (int atom = 0; atom < specs.length; atom++) {
      atoms.put(specs[atom].name(), atom);
    }
  }

  @Override
  public Flow flow() {
    return flow;
  }

  @Override
  public int atomCount() {
    return specs.length;
  }

  @Override
  public int nodeCount() {
    return predecessors.length;
  }

  @Override
  public AtomSpec atom(int atom) {
    return specs[atom];
  }

  @Override
  public int controllerOf(int atom) {
    return control.controllerOf()[atom];
  }

  @Override
  public RetryController controller(int retry) {
    RetryController controller = control.controllers().get(retry);
    if (controller == null) {
      throw new IllegalArgumentException("atom '" + specs[retry].name() + "' is not a retry");
    }
    return controller;
  }

  @Override
  public List<EdgeDecider> deciders(int atom) {
    return control.deciders().getOrDefault(atom, List.of());
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
