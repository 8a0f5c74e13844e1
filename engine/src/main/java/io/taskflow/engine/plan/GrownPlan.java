package io.taskflow.engine.plan;

import io.taskflow.engine.control.RetryController;
import io.taskflow.flow.AtomSpec;
import io.taskflow.flow.AttemptedSpec;
import io.taskflow.flow.FanOut;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.Json;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.RandomAccess;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A compiled flow with the items of the fan-outs that have taken their list. Items are numbered
 * behind all other nodes, fan-out by fan-out in the order in which they took it. Immutable.
 */
final class GrownPlan implements FlowPlan {

  private final CompiledPlan base;
  private final List<Expansion> expansions;
  private final int[] starts;
  private final int items;

  /** What a fan-out found in its list. */
  private record Expansion(int fanOut, List<Json> values, AttemptedSpec[] tasks) {

    static Expansion of(CompiledPlan base, int fanOut, List<Json> values) {
      FanOut spec = (FanOut) base.atom(fanOut);
      AttemptedSpec[] tasks = new AttemptedSpec[values.size()];
      for (int i = 0; i < tasks.length; i++) {
        tasks[i] = spec.task().named(spec.itemName(i));
      }
      return new Expansion(fanOut, List.copyOf(values), tasks);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Expansion that && fanOut == that.fanOut && values.equals(that.values);
    }

    @Override
    public int hashCode() {
      return 31 * fanOut + values.hashCode();
    }
  }

  private GrownPlan(CompiledPlan base, List<Expansion> expansions) {
    this.base = base;
    this.expansions = List.copyOf(expansions);
    this.starts = new int[expansions.size()];
    int next = base.nodeCount();
    for (int i = 0; i < starts.length; i++) {
      starts[i] = next;
      next += expansions.get(i).tasks().length;
    }
    this.items = next - base.nodeCount();
  }

  static FlowPlan of(CompiledPlan base, int fanOut, List<Json> values) {
    return new GrownPlan(base, List.of(Expansion.of(base, fanOut, values)));
  }

  @Override
  public FlowPlan with(int fanOut, List<Json> values) {
    List<Expansion> more = new ArrayList<>(expansions);
    more.add(Expansion.of(base, fanOut, values));
    return new GrownPlan(base, more);
  }

  @Override
  public FlowPlan without(Set<Integer> fanOuts) {
    List<Expansion> left = expansions.stream().filter(e -> !fanOuts.contains(e.fanOut())).toList();
    return left.isEmpty() ? base : new GrownPlan(base, left);
  }

  @Override
  public List<Integer> expanded() {
    return expansions.stream().map(Expansion::fanOut).toList();
  }

  @Override
  public int[] items(int fanOut) {
    int index = indexOf(fanOut);
    if (index < 0) {
      return new int[0];
    }
    int[] nodes = new int[expansions.get(index).tasks().length];
    Arrays.setAll(nodes, i -> starts[index] + i);
    return nodes;
  }

  @Override
  public List<Json> values(int fanOut) {
    int index = indexOf(fanOut);
    return index < 0 ? List.of() : expansions.get(index).values();
  }

  private int indexOf(int fanOut) {
    for (int i = 0; i < starts.length; i++) {
      if (expansions.get(i).fanOut() == fanOut) {
        return i;
      }
    }
    return NONE;
  }

  /** The expansion that a node is an item of. */
  private int expansionOf(int node) {
    int found = Arrays.binarySearch(starts, node);
    int index = found >= 0 ? found : -found - 2;
    while (index + 1 < starts.length && starts[index + 1] == starts[index]) {
      index++; // those before it are empty
    }
    return index;
  }

  @Override
  public int nodeIn(FlowPlan other, int node) {
    if (!isItem(node)) {
      return node;
    }
    int index = expansionOf(node);
    if (!(other instanceof GrownPlan that)) {
      return NONE;
    }
    int there = that.indexOf(expansions.get(index).fanOut());
    return there < 0 ? NONE : that.starts[there] + node - starts[index];
  }

  private boolean isItem(int node) {
    return node >= base.nodeCount();
  }

  @Override
  public Flow flow() {
    return base.flow();
  }

  @Override
  public int atomCount() {
    return base.atomCount() + items;
  }

  @Override
  public int nodeCount() {
    return base.nodeCount() + items;
  }

  @Override
  public boolean isAtom(int node) {
    return base.isAtom(node) || isItem(node);
  }

  @Override
  public List<Integer> atoms() {
    return new Atoms(base.atomCount(), base.nodeCount(), atomCount());
  }

  private static final class Atoms extends AbstractList<Integer> implements RandomAccess {
    private final int compiled;
    private final int firstItem;
    private final int size;

    Atoms(int compiled, int firstItem, int size) {
      this.compiled = compiled;
      this.firstItem = firstItem;
      this.size = size;
    }

    @Override
    public Integer get(int index) {
      return Objects.checkIndex(index, size) < compiled ? index : index - compiled + firstItem;
    }

    @Override
    public int size() {
      return size;
    }
  }

  @Override
  public AtomSpec atom(int node) {
    if (!isItem(node)) {
      return base.atom(node);
    }
    int index = expansionOf(node);
    return expansions.get(index).tasks()[node - starts[index]];
  }

  @Override
  public String name(int atom) {
    return isItem(atom) ? atom(atom).name() : base.name(atom);
  }

  @Override
  public int controllerOf(int atom) {
    return base.controllerOf(isItem(atom) ? expansions.get(expansionOf(atom)).fanOut() : atom);
  }

  @Override
  public RetryController controller(int retry) {
    return base.controller(retry);
  }

  @Override
  public List<EdgeDecider> deciders(int atom) {
    return isItem(atom) ? List.of() : base.deciders(atom);
  }

  @Override
  public OptionalInt atom(String name) {
    OptionalInt compiled = base.atom(name);
    int bracket = name.lastIndexOf('[');
    if (compiled.isPresent() || bracket < 0 || !name.endsWith("]")) {
      return compiled;
    }
    OptionalInt fanOut = base.atom(name.substring(0, bracket));
    int index = fanOut.isEmpty() ? NONE : indexOf(fanOut.getAsInt());
    return index < 0 ? OptionalInt.empty() : item(index, name.substring(bracket + 1), name);
  }

  private OptionalInt item(int index, String rest, String name) {
    AttemptedSpec[] tasks = expansions.get(index).tasks();
    try {
      int number = Integer.parseInt(rest, 0, rest.length() - 1, 10);
      boolean there = number >= 0 && number < tasks.length && tasks[number].name().equals(name);
      return there ? OptionalInt.of(starts[index] + number) : OptionalInt.empty();
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  /** How many items of an expansion may run at the same time. */
  private int lanes(int index) {
    Expansion expansion = expansions.get(index);
    Integer limit = ((FanOut) base.atom(expansion.fanOut())).limit();
    int size = expansion.tasks().length;
    return limit == null ? size : Math.min(limit, size);
  }

  @Override
  public int[] predecessors(int node) {
    if (isItem(node)) {
      int index = expansionOf(node);
      int before = node - lanes(index);
      return new int[] {before < starts[index] ? expansions.get(index).fanOut() : before};
    }
    int index = base.isAtom(node) ? NONE : indexOf(base.fanOutEndingWith(node));
    if (index < 0) {
      return base.predecessors(node);
    }
    int size = expansions.get(index).tasks().length;
    return joined(base.predecessors(node), starts[index] + size - lanes(index), lanes(index));
  }

  @Override
  public int[] successors(int node) {
    if (isItem(node)) {
      int index = expansionOf(node);
      Expansion expansion = expansions.get(index);
      int after = node + lanes(index);
      boolean last = after >= starts[index] + expansion.tasks().length;
      return new int[] {last ? base.endOf(expansion.fanOut()) : after};
    }
    int index = indexOf(node);
    return index < 0
        ? base.successors(node)
        : joined(base.successors(node), starts[index], lanes(index));
  }

  private static int[] joined(int[] compiled, int from, int count) {
    int[] all = Arrays.copyOf(compiled, compiled.length + count);
    for (int i = 0; i < count; i++) {
      all[compiled.length + i] = from + i;
    }
    return all;
  }

  @Override
  public List<Argument> executeArguments(int atom) {
    return isItem(atom)
        ? itemArguments(atom, base.fanOutArguments(fanOutOf(atom)).execute())
        : base.executeArguments(atom);
  }

  @Override
  public List<Argument> revertArguments(int atom) {
    return isItem(atom)
        ? itemArguments(atom, base.fanOutArguments(fanOutOf(atom)).revert())
        : base.revertArguments(atom);
  }

  private int fanOutOf(int item) {
    return expansions.get(expansionOf(item)).fanOut();
  }

  /** Those of the task, with the element where it is asked for. */
  private List<Argument> itemArguments(int node, List<Argument> ofTask) {
    int index = expansionOf(node);
    String symbol = ((FanOut) base.atom(expansions.get(index).fanOut())).item();
    Json element = expansions.get(index).values().get(node - starts[index]);
    return ofTask.stream().map(a -> a.symbol().equals(symbol) ? a.injected(element) : a).toList();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof GrownPlan that
        && base.equals(that.base)
        && expansions.equals(that.expansions);
  }

  @Override
  public int hashCode() {
    return 31 * base.hashCode() + expansions.hashCode();
  }
}
