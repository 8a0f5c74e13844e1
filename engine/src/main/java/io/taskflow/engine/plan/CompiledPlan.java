package io.taskflow.engine.plan;

import io.taskflow.engine.control.RetryController;
import io.taskflow.engine.plan.ArgumentResolver.Resolved;
import io.taskflow.flow.AtomSpec;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.Json;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.RandomAccess;
import java.util.Set;

/** What the compiler makes. Immutable, hence thread-safe. */
final class CompiledPlan implements FlowPlan {

  private final Flow flow;
  private final AtomSpec[] specs;
  private final Resolved[] arguments;
  private final Control control;
  private final FanOuts fanOuts;

  /** Apart from the specs, which are far away in memory. */
  private final String[] names;

  private final NameIndex byName;
  private final Adjacency predecessors;
  private final Adjacency successors;

  CompiledPlan(
      Flow flow,
      AtomSpec[] specs,
      Resolved[] arguments,
      Edges edges,
      int nodeCount,
      Control control,
      FanOuts fanOuts) {
    this.flow = flow;
    this.specs = specs;
    this.arguments = arguments;
    this.control = control;
    this.fanOuts = fanOuts;
    this.successors = edges.successors(nodeCount);
    this.predecessors = successors.reversed();
    this.names = new String[specs.length];
    Arrays.setAll(names, atom -> specs[atom].name());
    this.byName = NameIndex.of(names);
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
    return successors.nodeCount();
  }

  @Override
  public AtomSpec atom(int atom) {
    return specs[atom];
  }

  @Override
  public String name(int atom) {
    return names[atom];
  }

  @Override
  public boolean isAtom(int node) {
    return node < specs.length;
  }

  @Override
  public List<Integer> atoms() {
    return new AtomNumbers(specs.length);
  }

  private static final class AtomNumbers extends AbstractList<Integer> implements RandomAccess {
    private final int size;

    AtomNumbers(int size) {
      this.size = size;
    }

    @Override
    public Integer get(int index) {
      return Objects.checkIndex(index, size);
    }

    @Override
    public int size() {
      return size;
    }
  }

  @Override
  public FlowPlan with(int fanOut, List<Json> values) {
    return GrownPlan.of(this, fanOut, values);
  }

  @Override
  public FlowPlan without(Set<Integer> fanOuts) {
    return this;
  }

  @Override
  public List<Integer> expanded() {
    return List.of();
  }

  @Override
  public int[] items(int fanOut) {
    return new int[0];
  }

  @Override
  public List<Json> values(int fanOut) {
    return List.of();
  }

  @Override
  public int nodeIn(FlowPlan other, int node) {
    return node;
  }

  /** The node at which a fan-out ends. */
  int endOf(int fanOut) {
    return Objects.requireNonNull(fanOuts.ends().get(fanOut));
  }

  /** The fan-out that ends with a node; {@link #NONE} if none does. */
  int fanOutEndingWith(int node) {
    return fanOuts.byEnd().getOrDefault(node, NONE);
  }

  /** Where the arguments of a fan-out's task come from. */
  Resolved fanOutArguments(int fanOut) {
    return Objects.requireNonNull(fanOuts.arguments().get(fanOut));
  }

  @Override
  public int controllerOf(int atom) {
    return control.controllerOf()[atom];
  }

  @Override
  public RetryController controller(int retry) {
    RetryController controller = control.controllers().get(retry);
    if (controller == null) {
      throw new IllegalArgumentException("atom '" + names[retry] + "' is not a retry");
    }
    return controller;
  }

  @Override
  public List<EdgeDecider> deciders(int atom) {
    return control.deciders().getOrDefault(atom, List.of());
  }

  @Override
  public OptionalInt atom(String name) {
    int atom = byName.get(name);
    return atom == NONE ? OptionalInt.empty() : OptionalInt.of(atom);
  }

  @Override
  public int[] predecessors(int node) {
    return predecessors.of(node);
  }

  @Override
  public int[] successors(int node) {
    return successors.of(node);
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
