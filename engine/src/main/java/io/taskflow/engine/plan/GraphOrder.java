package io.taskflow.engine.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * The order of the direct items of one graph flow. Items are called by their number in the flow, in
 * the order written. Immutable.
 */
final class GraphOrder {

  private final int[] children;
  private final Adjacency predecessors;
  private final Adjacency successors;
  private final int[] sorted;
  private final int[] positions;
  private final int sortedCount;

  GraphOrder(int[] children, Edges edges) {
    this.children = children;
    this.successors = edges.successors(children.length);
    this.predecessors = successors.reversed();
    this.sorted = new int[children.length];
    this.positions = new int[children.length];
    this.sortedCount = sort();
  }

  /**
   * Of those that could come next the one written first comes next, so that the order stays close
   * to the text: it is the text, if no item has to wait for one that is written later. Items on a
   * cycle, and what follows them, are left over and put last.
   */
  private int sort() {
    if (successors.ascends()) {
      Arrays.setAll(sorted, item -> item);
      Arrays.setAll(positions, item -> item);
      return children.length;
    }
    int count = place(new PriorityQueue<>(), sorted);
    for (int place = 0; place < sorted.length; place++) {
      positions[sorted[place]] = place;
    }
    return count;
  }

  /**
   * Places each item behind those that it follows.
   *
   * @param ready says which of those that could come next does
   * @param order where the items are put; those on a cycle, and what follows them, last
   * @return how many are neither on a cycle nor follow one
   */
  private int place(Queue<Integer> ready, int[] order) {
    int[] open = new int[children.length];
    for (int i = 0; i < open.length; i++) {
      open[i] = predecessors.count(i);
      if (open[i] == 0) {
        ready.add(i);
      }
    }
    int count = 0;
    for (Integer next = ready.poll(); next != null; next = ready.poll()) {
      order[count++] = next;
      for (int successor : successors.of(next)) {
        if (--open[successor] == 0) {
          ready.add(successor);
        }
      }
    }
    int rest = count;
    for (int i = 0; i < open.length; i++) {
      if (open[i] > 0) {
        order[rest++] = i;
      }
    }
    return count;
  }

  /**
   * The order of some of the items alone, numbered anew.
   *
   * @param some with each item all that it follows
   */
  GraphOrder only(BitSet some) {
    if (some.cardinality() == children.length) {
      return this;
    }
    int[] items = some.stream().toArray();
    Edges edges = new Edges();
    for (int i = 0; i < items.length; i++) {
      for (int predecessor : predecessors.of(items[i])) {
        edges.add(Arrays.binarySearch(items, predecessor), i);
      }
    }
    return new GraphOrder(Arrays.stream(items).map(i -> children[i]).toArray(), edges);
  }

  /**
   * Cycles that have no item in common, each listed against the direction of its edges. At least
   * one if there is any.
   */
  List<int[]> cycles() {
    List<int[]> cycles = new ArrayList<>();
    int[] walk = new int[children.length];
    for (int position = sortedCount; position < sorted.length; position++) {
      int mark = position + 1;
      int item = sorted[position];
      while (walk[item] == 0) {
        walk[item] = mark;
        item = unsortedPredecessor(item);
      }
      if (walk[item] == mark) {
        cycles.add(cycleThrough(item));
      }
    }
    return cycles;
  }

  private int[] cycleThrough(int item) {
    List<Integer> cycle = new ArrayList<>();
    int at = item;
    do {
      cycle.add(at);
      at = unsortedPredecessor(at);
    } while (at != item);
    return cycle.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Every item that was left over has one: it would not have been left over otherwise. */
  private int unsortedPredecessor(int item) {
    for (int predecessor : predecessors.of(item)) {
      if (positions[predecessor] >= sortedCount) {
        return predecessor;
      }
    }
    throw new IllegalStateException("an item that waits for nothing was left over");
  }

  /** The entries of the items, none before one that it follows. */
  int[] inOrder() {
    return Arrays.stream(sorted).map(i -> children[i]).toArray();
  }

  /**
   * The entries of the items in the order in which they would begin if each took the same time.
   * Items on a cycle, and what follows them, are put last.
   */
  int[] asTheyBegin() {
    int[] begun = new int[children.length];
    place(new ArrayDeque<>(), begun);
    return Arrays.stream(begun).map(i -> children[i]).toArray();
  }

  /** The entries of all items, in the order written. */
  int[] children() {
    return children;
  }

  /** The number of the item of that entry. */
  int number(int entry) {
    return Arrays.binarySearch(children, entry);
  }

  /** The number of the item that contains an entry, or is it. */
  int numberOfItemWith(int entry) {
    int found = Arrays.binarySearch(children, entry);
    return found >= 0 ? found : -found - 2;
  }

  int[] predecessors(int item) {
    return predecessors.of(item);
  }

  /** Whether an item directly follows another. */
  boolean follows(int item, int predecessor) {
    return predecessors.has(item, predecessor);
  }

  int[] successors(int item) {
    return successors.of(item);
  }

  /** Where in the order an item stands. */
  int position(int item) {
    return positions[item];
  }

  /** All items that an item follows, directly or not. */
  BitSet ancestors(int item) {
    BitSet ancestors = new BitSet(children.length);
    int[] stack = new int[children.length];
    int size = 0;
    for (int at = item; ; at = stack[--size]) {
      for (int predecessor : predecessors.of(at)) {
        if (!ancestors.get(predecessor)) {
          ancestors.set(predecessor);
          stack[size++] = predecessor;
        }
      }
      if (size == 0) {
        return ancestors;
      }
    }
  }
}
