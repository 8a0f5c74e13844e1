package io.taskflow.engine.plan;

import io.taskflow.flow.AtomSpec;
import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowElement;
import io.taskflow.flow.FlowItem;
import io.taskflow.flow.GraphFlow;
import io.taskflow.flow.LinearFlow;
import io.taskflow.flow.RetrySpec;
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
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules of order, sight and control written down as simply as possible, to compare the compiler
 * with. No thought is given to cost.
 */
final class NaivePlan {

  private final Set<List<String>> precedes = new HashSet<>();

  /** The items of each flow that take part. */
  private final Map<String, List<FlowItem>> inOrder = new HashMap<>();

  /** The names of items that follow no other one of their flow. */
  private final Set<String> first = new HashSet<>();

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

  /** The names of all atoms that take part, each flow's retry before its items. */
  Set<String> atoms() {
    Set<String> names = new HashSet<>();
    atoms(root).forEach(atom -> names.add(atom.name()));
    return names;
  }

  /** Whether any link that takes part has a decider. */
  boolean hasDeciders() {
    return hasDeciders(root);
  }

  private boolean hasDeciders(FlowItem item) {
    if (!(item instanceof Flow flow)) {
      return false;
    }
    List<FlowItem> items = inOrder.get(flow.name());
    boolean own =
        flow instanceof GraphFlow graph
            && items.stream().anyMatch(one -> !decidersOn(graph, one.name()).isEmpty());
    return own || items.stream().anyMatch(this::hasDeciders);
  }

  /** The retry that decides when an atom fails. */
  @Nullable String controllerOf(String atom) {
    List<Flow> around = around(atom);
    for (int scope = around.size() - 1; scope >= 0; scope--) {
      RetrySpec retry = around.get(scope).retry();
      if (retry != null && !retry.name().equals(atom)) {
        return retry.name();
      }
    }
    return null;
  }

  /** The deciders that an atom carries, as {@code from>to depth}. */
  List<String> deciders(String atom) {
    List<Flow> around = around(atom);
    List<String> deciders = new ArrayList<>();
    String item = atom;
    for (int scope = around.size() - 1; scope >= 0; scope--) {
      Flow flow = around.get(scope);
      if (flow instanceof GraphFlow graph) {
        deciders.addAll(decidersOn(graph, item));
      }
      RetrySpec retry = flow.retry();
      if (retry == null ? !first.contains(item) : !item.equals(retry.name())) {
        break;
      }
      item = flow.name();
    }
    return deciders;
  }

  private static List<String> decidersOn(GraphFlow graph, String target) {
    Map<String, String> bySource = new TreeMap<>();
    for (GraphFlow.Link link : graph.links()) {
      if (link.to().equals(target) && link.decider() != null) {
        bySource.put(link.from(), link.from() + ">" + target + " " + link.decider().depth());
      }
    }
    return graph.items().stream()
        .map(FlowItem::name)
        .filter(bySource::containsKey)
        .map(bySource::get)
        .toList();
  }

  /**
   * The names of all atoms that provide a symbol and are seen by an atom, by scopes from inside
   * out, the nearest first; scopes without any are left out.
   */
  List<List<String>> levels(String atom, String symbol) {
    List<Flow> around = around(atom);
    List<List<String>> levels = new ArrayList<>();
    for (int scope = around.size() - 1; scope >= 0; scope--) {
      List<String> level = new ArrayList<>();
      for (AtomSpec earlier : before(around.get(scope), atom)) {
        if (precedes(earlier.name(), atom) && earlier.provides().symbols().contains(symbol)) {
          level.addFirst(earlier.name());
        }
      }
      if (!level.isEmpty()) {
        levels.add(level);
      }
    }
    return levels;
  }

  /** What stands in a flow before the item with an atom. */
  private List<AtomSpec> before(Flow flow, String atom) {
    List<AtomSpec> before = new ArrayList<>();
    for (FlowElement element : contents(flow)) {
      List<AtomSpec> atoms = atoms(element);
      if (atoms.stream().anyMatch(one -> one.name().equals(atom))) {
        break;
      }
      before.addAll(atoms);
    }
    return before;
  }

  private List<FlowElement> contents(Flow flow) {
    List<FlowElement> contents = new ArrayList<>(inOrder.get(flow.name()));
    RetrySpec retry = flow.retry();
    if (retry != null) {
      contents.addFirst(retry);
    }
    return contents;
  }

  /** The flows around an atom from outside in. */
  private List<Flow> around(String atom) {
    List<Flow> around = new ArrayList<>();
    findScopes(root, atom, around);
    return around;
  }

  private boolean findScopes(FlowElement element, String atom, List<Flow> around) {
    if (!(element instanceof Flow flow)) {
      return element.name().equals(atom);
    }
    around.add(flow);
    for (FlowElement child : contents(flow)) {
      if (findScopes(child, atom, around)) {
        return true;
      }
    }
    around.removeLast();
    return false;
  }

  /** All atoms in an item, in the order in which they stand when each flow's items are in order. */
  private List<AtomSpec> atoms(FlowElement element) {
    return switch (element) {
      case AtomSpec atom -> List.of(atom);
      case Flow flow -> contents(flow).stream().flatMap(child -> atoms(child).stream()).toList();
    };
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
    close(before);
    for (int i = 0; i < size; i++) {
      cyclic |= before[i][i];
    }
    List<Integer> taking = takingPart(flow, before);
    inOrder.put(flow.name(), cyclic ? flow.items() : sort(flow.items(), taking, before));
    for (int i : taking) {
      if (taking.stream().noneMatch(j -> before[j][i])) {
        first.add(flow.items().get(i).name());
      }
      for (int j : taking) {
        if (before[i][j]) {
          relate(flow.items().get(i), flow.items().get(j));
        }
      }
      if (flow.retry() != null) {
        relate(flow.retry(), flow.items().get(i));
      }
    }
  }

  private static void close(boolean[][] before) {
    for (int via = 0; via < before.length; via++) {
      for (int i = 0; i < before.length; i++) {
        for (int j = 0; j < before.length; j++) {
          before[i][j] |= before[i][via] && before[via][j];
        }
      }
    }
  }

  private static List<Integer> takingPart(Flow flow, boolean[][] before) {
    String target = flow instanceof GraphFlow graph ? graph.target() : null;
    List<Integer> taking = new ArrayList<>();
    for (int i = 0; i < before.length; i++) {
      boolean wanted = target == null || flow.items().get(i).name().equals(target);
      for (int j = 0; !wanted && j < before.length; j++) {
        wanted = before[i][j] && flow.items().get(j).name().equals(target);
      }
      if (wanted) {
        taking.add(i);
      }
    }
    return taking;
  }

  private void relate(FlowElement earlier, FlowElement later) {
    for (AtomSpec a : atoms(earlier)) {
      for (AtomSpec b : atoms(later)) {
        precedes.add(List.of(a.name(), b.name()));
      }
    }
  }

  private static List<FlowItem> sort(
      List<FlowItem> items, List<Integer> taking, boolean[][] before) {
    List<Integer> placed = new ArrayList<>();
    while (placed.size() < taking.size()) {
      for (int next : taking) {
        boolean ready = !placed.contains(next);
        for (int i : taking) {
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
      Set<String> required = requires(items.get(i));
      required.removeAll(providedByRetry(graph));
      for (String symbol : required) {
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

  private static Set<String> providedByRetry(Flow flow) {
    RetrySpec retry = flow.retry();
    return retry == null ? Set.of() : Set.copyOf(retry.provides().symbols());
  }

  private Set<String> provides(FlowElement element) {
    Set<String> symbols = new LinkedHashSet<>();
    atoms(element).forEach(atom -> symbols.addAll(atom.provides().symbols()));
    return symbols;
  }

  private Set<String> requires(FlowElement element) {
    Set<String> symbols = new LinkedHashSet<>();
    switch (element) {
      case AtomSpec atom -> {
        atom.requires().forEach(a -> symbols.add(atom.rebind().getOrDefault(a, a)));
        if (atom instanceof TaskSpec task && task.revertible() && task.revertRequires() != null) {
          task.revertRequires().forEach(a -> symbols.add(task.rebind().getOrDefault(a, a)));
        }
        symbols.removeAll(atom.inject().keySet());
      }
      case Flow flow -> {
        for (FlowItem child : inOrder.get(flow.name())) {
          Set<String> open = requires(child);
          seenBy(flow, child).forEach(open::removeAll);
          symbols.addAll(open);
        }
        symbols.removeAll(providedByRetry(flow));
        if (flow.retry() != null) {
          symbols.addAll(requires(flow.retry()));
        }
      }
    }
    return symbols;
  }

  /** What items of a flow provide that another one may rely on. */
  private List<Set<String>> seenBy(Flow flow, FlowItem child) {
    List<FlowItem> items = inOrder.get(flow.name());
    return switch (flow) {
      case LinearFlow linear ->
          items.subList(0, items.indexOf(child)).stream().map(this::provides).toList();
      case UnorderedFlow unordered -> List.of();
      case GraphFlow graph ->
          items.stream()
              .map(other -> other.equals(child) ? Collections.<String>emptySet() : provides(other))
              .toList();
    };
  }
}
