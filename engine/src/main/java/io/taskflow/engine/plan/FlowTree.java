package io.taskflow.engine.plan;

import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowItem;
import io.taskflow.flow.TaskSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * All tasks and flows of a flow, as a table: the first pass of the compiler. Entries are numbered
 * in the order in which they are written, a flow before what it contains, so that the contents of a
 * flow are the entries from the one after it up to its {@link #end}.
 */
final class FlowTree {

  static final int ROOT = 0;
  private static final int NONE = -1;

  private final List<FlowItem> items = new ArrayList<>();
  private int[] parents = new int[64];
  private int[] ends = new int[64];
  private int[] numbers = new int[64];
  private int[] tasks = new int[64];
  private int taskCount;
  private int flowCount;
  private int tooDeep = NONE;
  private boolean tooLarge;

  FlowTree(Flow root) {
    walk(root);
  }

  /**
   * Without recursion, and no further than the limits: a flow that contains itself many times over
   * may be huge.
   */
  private void walk(Flow root) {
    Deque<Frame> open = new ArrayDeque<>();
    open.push(new Frame(add(root, NONE)));
    while (!open.isEmpty()) {
      Frame frame = open.element();
      Flow flow = (Flow) items.get(frame.entry);
      if (frame.next == flow.items().size()) {
        ends[frame.entry] = items.size();
        open.pop();
        continue;
      }
      FlowItem item = flow.items().get(frame.next++);
      int entry = add(item, frame.entry);
      if (taskCount > Flow.MAX_TASKS || flowCount > Flow.MAX_TASKS) {
        tooLarge = true;
        return;
      }
      if (item instanceof Flow) {
        if (open.size() < Flow.MAX_DEPTH) {
          open.push(new Frame(entry));
        } else if (tooDeep == NONE) {
          tooDeep = entry;
        }
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

  private int add(FlowItem item, int parent) {
    int entry = items.size();
    if (entry == parents.length) {
      parents = Arrays.copyOf(parents, 2 * entry);
      ends = Arrays.copyOf(ends, 2 * entry);
      numbers = Arrays.copyOf(numbers, 2 * entry);
    }
    items.add(item);
    parents[entry] = parent;
    ends[entry] = entry + 1;
    numbers[entry] = item instanceof TaskSpec ? addTask(entry) : flowCount++;
    return entry;
  }

  private int addTask(int entry) {
    if (taskCount == tasks.length) {
      tasks = Arrays.copyOf(tasks, 2 * taskCount);
    }
    tasks[taskCount] = entry;
    return taskCount++;
  }

  /** Whether it was read only in part because it has too many tasks or flows. */
  boolean tooLarge() {
    return tooLarge;
  }

  /** The first flow that was not looked into because it is nested too deep; -1 if there is none. */
  int tooDeep() {
    return tooDeep;
  }

  /** How many entries there are. */
  int size() {
    return items.size();
  }

  int taskCount() {
    return taskCount;
  }

  int flowCount() {
    return flowCount;
  }

  FlowItem item(int entry) {
    return items.get(entry);
  }

  /** The entry of a task by its number. */
  int entryOfTask(int number) {
    return tasks[number];
  }

  /** The flow that contains an entry; -1 for the root. */
  int parent(int entry) {
    return parents[entry];
  }

  /** The first entry behind this one and all that it contains. */
  int end(int entry) {
    return ends[entry];
  }

  /** The how-manyeth task, or the how-manyeth flow, this is. */
  int number(int entry) {
    return numbers[entry];
  }

  /** The entries that a flow contains directly, in the order written. */
  int[] children(int flow) {
    int[] children = new int[((Flow) items.get(flow)).items().size()];
    int child = flow + 1;
    for (int i = 0; i < children.length; i++) {
      children[i] = child;
      child = ends[child];
    }
    return children;
  }

  /** The names from the root to an entry, for people. */
  String path(int entry) {
    Deque<String> names = new ArrayDeque<>();
    for (int at = entry; at != NONE; at = parents[at]) {
      names.push(items.get(at).name());
    }
    return String.join("/", names);
  }
}
