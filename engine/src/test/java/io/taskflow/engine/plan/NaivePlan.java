package io.taskflow.engine.plan;

import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowItem;
import io.taskflow.flow.GraphFlow;
import io.taskflow.flow.LinearFlow;
import io.taskflow.flow.TaskSpec;
import io.taskflow.flow.UnorderedFlow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules of order and sight written down as simply as possible, to compare the compiler with. No
 * thought is given to cost.
 */
final class NaivePlan {

  private final Set<List<String>> precedes = new HashSet<>();
  private final Map<String, List<FlowItem>> inOrder = new HashMap<>();
  private final Flow root;
  private boolean ambiguous;
  private boolean cyclic;

  NaivePlan(Flow root) {
    this.root = root;
    order(root);
  }

  boolean ambiguous() {
    return ambiguous;
  }

  boolean cyclic() {
    return cyclic;
  }

  boolean precedes(String earlier, String later) {
    return precedes.contains(List.of(earlier, later));
  }

  /**
   * The names of all tasks that provide a symbol and are seen by a task, by scopes from inside out,
   * the nearest first; scopes without any are left out.
   */
  List<List<String>> levels(String task, String symbol) {
    List<Flow> around = new ArrayList<>();
    findScopes(root, task, around);
    List<List<String>> levels = new ArrayList<>();
    for (int scope = around.size() - 1; scope >= 0; scope--) {
      List<String> level = new ArrayList<>();
      for (FlowItem item : inOrder.get(around.get(scope).name())) {
        if (tasks(item).stream().anyMatch(t -> t.name().equals(task))) {
          break;
        }
        for (TaskSpec earlier : tasks(item)) {
          if (precedes(earlier.name(), task) && earlier.provides().symbols().contains(symbol)) {
            level.addFirst(earlier.name());
          }
        }
      }
      if (!level.isEmpty()) {
        levels.add(level);
      }
    }
    return levels;
  }

  private static boolean findScopes(FlowItem item, String task, List<Flow> around) {
    if (!(item instanceof Flow flow)) {
      return item.name().equals(task);
    }
    around.add(flow);
    for (FlowItem child : flow.items()) {
      if (findScopes(child, task, around)) {
        return true;
      }
    }
    around.removeLast();
    return false;
  }

  /** All tasks in an item, in the order in which they stand when each flow's items are in order. */
  private List<TaskSpec> tasks(FlowItem item) {
    if (item instanceof TaskSpec task) {
      return List.of(task);
    }
    List<TaskSpec> tasks = new ArrayList<>();
    for (FlowItem child : inOrder.get(item.name())) {
      tasks.addAll(tasks(child));
    }
    return tasks;
  }

  private void order(Flow flow) {
    for (FlowItem item : flow.items()) {
      if (item instanceof Flow inner) {
        order(inner);
      }
    }
    int size = flow.items().size();
    boolean[][] before = new boolean[size][size];
    if (flow instanceof LinearFlow) {
      for (int i = 1; i < size; i++) {
        before[i - 1][i] = true;
      }
    } else if (flow instanceof GraphFlow graph) {
      infer(graph, before);
    }
    for (int via = 0; via < size; via++) {
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          before[i][j] |= before[i][via] && before[via][j];
        }
      }
    }
    for (int i = 0; i < size; i++) {
      cyclic |= before[i][i];
    }
    inOrder.put(flow.name(), cyclic ? flow.items() : sort(flow.items(), before));
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        if (before[i][j]) {
          relate(flow.items().get(i), flow.items().get(j));
        }
      }
    }
  }

  private void relate(FlowItem earlier, FlowItem later) {
    for (TaskSpec a : tasks(earlier)) {
      for (TaskSpec b : tasks(later)) {
        precedes.add(List.of(a.name(), b.name()));
      }
    }
  }

  private static List<FlowItem> sort(List<FlowItem> items, boolean[][] before) {
    List<Integer> placed = new ArrayList<>();
    while (placed.size() < items.size()) {
      for (int next = 0; next < items.size(); next++) {
        boolean ready = !placed.contains(next);
        for (int i = 0; i < items.size(); i++) {
          ready &= !before[i][next] || placed.contains(i);
        }
        if (ready) {
          placed.add(next);
          break;
        }
      }
    }
    return placed.stream().<FlowItem>map(items::get).toList();
  }

  private void infer(GraphFlow graph, boolean[][] before) {
    List<FlowItem> items = graph.items();
    for (int i = 0; i < items.size(); i++) {
      for (String symbol : requires(items.get(i))) {
        int provider = -1;
        for (int j = 0; j < i; j++) {
          if (provides(items.get(j)).contains(symbol)) {
            ambiguous |= provider >= 0;
            provider = j;
          }
        }
        for (int j = i + 1; provider < 0 && j < items.size(); j++) {
          provider = provides(items.get(j)).contains(symbol) ? j : -1;
        }
        if (provider >= 0) {
          before[provider][i] = true;
        }
      }
    }
    List<String> names = items.stream().map(FlowItem::name).toList();
    for (GraphFlow.Link link : graph.links()) {
      before[names.indexOf(link.from())][names.indexOf(link.to())] = true;
    }
  }

  private static Set<String> provides(FlowItem item) {
    Set<String> symbols = new LinkedHashSet<>();
    switch (item) {
      case TaskSpec task -> symbols.addAll(task.provides().symbols());
      case Flow flow -> flow.items().forEach(child -> symbols.addAll(provides(child)));
    }
    return symbols;
  }

  private static Set<String> requires(FlowItem item) {
    Set<String> symbols = new LinkedHashSet<>();
    switch (item) {
      case TaskSpec task -> {
        task.requires().forEach(a -> symbols.add(task.rebind().getOrDefault(a, a)));
        List<String> revert = task.revertRequires();
        if (revert != null && task.revertible()) {
          revert.forEach(a -> symbols.add(task.rebind().getOrDefault(a, a)));
        }
        symbols.removeAll(task.inject().keySet());
      }
      case LinearFlow flow -> {
        Set<String> provided = new HashSet<>();
        for (FlowItem child : flow.items()) {
          Set<String> open = requires(child);
          open.removeAll(provided);
          symbols.addAll(open);
          provided.addAll(provides(child));
        }
      }
      case UnorderedFlow flow -> flow.items().forEach(child -> symbols.addAll(requires(child)));
      case GraphFlow flow -> {
        for (FlowItem child : flow.items()) {
          Set<String> open = requires(child);
          for (FlowItem other : flow.items()) {
            open.removeAll(other.equals(child) ? Collections.emptySet() : provides(other));
          }
          symbols.addAll(open);
        }
      }
    }
    return symbols;
  }
}
