package io.taskflow.engine.plan;

import io.taskflow.flow.AtomSpec;
import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowElement;
import io.taskflow.flow.FlowItem;
import io.taskflow.flow.RetrySpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;

/**
 * All tasks, retries and flows of a flow, as a table: the first pass of the compiler. Entries are
 * numbered in the order in which they are written, a flow before its retry and that before its
 * items, so that the contents of a flow are the entries from the one after it up to its {@link
 * #end}.
 */
final class FlowTree {

  static final int ROOT = 0;
  static final int NONE = -1;

  private final List<FlowElement> elements;
  private final BitSet flows;
  private final BitSet leftOut;
  private int[] parents;
  private int[] ends;
  private int[] numbers;
  private int[] atoms = new int[64];
  private int atomCount;
  private int flowCount;
  private int tooDeep = NONE;
  private boolean tooLarge;

  FlowTree(Flow root) {
    this.elements = new ArrayList<>();
    this.flows = new BitSet();
    this.leftOut = new BitSet();
    this.parents = new int[64];
    this.ends = new int[64];
    this.numbers = new int[64];
    walk(root);
  }

  private FlowTree(FlowTree whole, BitSet leftOut, IntFunction<int[]> items) {
    this.elements = whole.elements;
    this.flows = whole.flows;
    this.leftOut = leftOut;
    this.parents = whole.parents;
    this.ends = whole.ends;
    this.numbers = new int[elements.size()];
    number(ROOT, items);
  }

  /**
   * The same table with some entries, and all that they contain, left out: entries stay the same,
   * atoms and flows are numbered anew, a flow before its retry and that before its items.
   *
   * @param items the entries of a flow's items that are not left out, in the order in which they
   *     are to be numbered
   */
  FlowTree numbered(BitSet leftOut, IntFunction<int[]> items) {
    return new FlowTree(this, leftOut, items);
  }

  private void number(int entry, IntFunction<int[]> items) {
    assignNumber(entry);
    if (!isFlow(entry)) {
      return;
    }
    int retry = retry(entry);
    if (retry != NONE) {
      assignNumber(retry);
    }
    for (int item : items.apply(entry)) {
      number(item, items);
    }
  }

  /**
   * Without recursion, and no further than the limits: a flow that contains itself many times over
   * may be huge.
   */
  private void walk(Flow root) {
    Deque<Frame> open = new ArrayDeque<>();
    open.push(new Frame(addFlow(root, NONE)));
    while (!open.isEmpty()) {
      Frame frame = open.element();
      Flow flow = (Flow) elements.get(frame.entry);
      if (frame.next == flow.items().size()) {
        ends[frame.entry] = elements.size();
        open.pop();
        continue;
      }
      FlowItem item = flow.items().get(frame.next++);
      boolean deeper = item instanceof Flow && open.size() < Flow.MAX_DEPTH;
      int entry = deeper ? addFlow((Flow) item, frame.entry) : add(item, frame.entry);
      if (atomCount > Flow.MAX_TASKS || flowCount > Flow.MAX_TASKS) {
        tooLarge = true;
        return;
      }
      if (deeper) {
        open.push(new Frame(entry));
      } else if (item instanceof Flow && tooDeep == NONE) {
        tooDeep = entry;
      }
    }
  }

  private static final class Frame {
    private final int entry;
    private int next;

    Frame(int entry) {
      this.entry = entry;
    }
  }

  private int addFlow(Flow flow, int parent) {
    int entry = add(flow, parent);
    RetrySpec retry = flow.retry();
    if (retry != null) {
      add(retry, entry);
    }
    return entry;
  }

  private int add(FlowElement element, int parent) {
    int entry = elements.size();
    if (entry == parents.length) {
      parents = Arrays.copyOf(parents, 2 * entry);
      ends = Arrays.copyOf(ends, 2 * entry);
      numbers = Arrays.copyOf(numbers, 2 * entry);
    }
    elements.add(element);
    flows.set(entry, element instanceof Flow);
    parents[entry] = parent;
    ends[entry] = entry + 1;
    assignNumber(entry);
    return entry;
  }

  private void assignNumber(int entry) {
    if (isFlow(entry)) {
      numbers[entry] = flowCount++;
      return;
    }
    if (atomCount == atoms.length) {
      atoms = Arrays.copyOf(atoms, 2 * atomCount);
    }
    atoms[atomCount] = entry;
    numbers[entry] = atomCount++;
  }

  /** Whether it was read only in part because it has too many atoms or flows. */
  boolean tooLarge() {
    return tooLarge;
  }

  /** The first flow that was not looked into because it is nested too deep; -1 if there is none. */
  int tooDeep() {
    return tooDeep;
  }

  /** How many entries there are, those that are left out included. */
  int size() {
    return elements.size();
  }

  int atomCount() {
    return atomCount;
  }

  int flowCount() {
    return flowCount;
  }

  FlowElement element(int entry) {
    return elements.get(entry);
  }

  /** Whether an entry is a flow; without a look at the element, which is far away in memory. */
  boolean isFlow(int entry) {
    return flows.get(entry);
  }

  AtomSpec atom(int entry) {
    return (AtomSpec) elements.get(entry);
  }

  /** The entry of an atom by its number. */
  int entryOfAtom(int number) {
    return atoms[number];
  }

  /** The flow that contains an entry; -1 for the root. */
  int parent(int entry) {
    return parents[entry];
  }

  /** Whether neither an entry nor anything around it is left out. */
  boolean takesPart(int entry) {
    for (int at = entry; at != NONE; at = parents[at]) {
      if (leftOut.get(at)) {
        return false;
      }
    }
    return true;
  }

  /** The first entry behind this one and all that it contains. */
  int end(int entry) {
    return ends[entry];
  }

  /** The how-manyeth atom, or the how-manyeth flow, this is, as they are numbered. */
  int number(int entry) {
    return numbers[entry];
  }

  /** The retry of a flow; -1 if it has none. */
  int retry(int flow) {
    boolean has = flow + 1 < ends[flow] && elements.get(flow + 1) instanceof RetrySpec;
    return has ? flow + 1 : NONE;
  }

  /** The entries of a flow's items, in the order written. */
  int[] children(int flow) {
    int[] children = new int[((Flow) elements.get(flow)).items().size()];
    int count = 0;
    int first = retry(flow) == NONE ? flow + 1 : flow + 2;
    for (int child = first; child < ends[flow]; child = ends[child]) {
      if (!leftOut.get(child)) {
        children[count++] = child;
      }
    }
    return count == children.length ? children : Arrays.copyOf(children, count);
  }

  /** The names from the root to an entry, for people. */
  String path(int entry) {
    Deque<String> names = new ArrayDeque<>();
    for (int at = entry; at != NONE; at = parents[at]) {
      names.push(elements.get(at).name());
    }
    return String.join("/", names);
  }
}
