package io.taskflow.engine.plan;

import io.taskflow.engine.plan.FlowProblem.Code;
import io.taskflow.flow.Decider;
import io.taskflow.flow.GraphFlow;
import io.taskflow.flow.Part;
import io.taskflow.flow.Suggestions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds what depends on what in one graph flow. Items are added in the order written. One that
 * requires a symbol follows the item before it that provides it, of which there may be only one. If
 * there is none it waits, and follows the first one after it that provides the symbol; later
 * providers then don't matter. What the flow's retry provides needs no dependency: it precedes all
 * items. Links come last.
 */
final class GraphInference {

  private static final int NAMES_SHOWN = 5;

  private final FlowTree tree;
  private final int flow;
  private final int[] children;
  private final Interface[] interfaces;
  private final Problems problems;
  private final Edges edges = new Edges();
  private final Map<String, List<Integer>> providers = new HashMap<>();
  private final Map<String, List<Integer>> waiting = new HashMap<>();
  private final Set<String> providedByRetry;
  private final Map<Integer, TreeMap<Integer, Decider>> deciders = new TreeMap<>();

  GraphInference(
      FlowTree tree, int flow, int[] children, Interface[] interfaces, Problems problems) {
    this.tree = tree;
    this.flow = flow;
    this.children = children;
    this.interfaces = interfaces;
    this.problems = problems;
    int retry = tree.retry(flow);
    this.providedByRetry =
        retry == FlowTree.NONE ? Set.of() : Set.copyOf(tree.atom(retry).provides().symbols());
    for (int i = 0; i < children.length; i++) {
      addItem(i);
    }
    addLinks();
  }

  /** The order of all items, whether they take part or not. */
  GraphOrder order() {
    GraphOrder order = new GraphOrder(children, edges);
    for (int[] cycle : order.cycles()) {
      problems.add(Code.CYCLE, flow, describe(cycle));
    }
    return order;
  }

  /** The items that take part: the target and all that it follows, or everything. */
  BitSet takingPart(GraphOrder order) {
    String target = ((GraphFlow) tree.element(flow)).target();
    for (int i = 0; target != null && i < children.length; i++) {
      if (name(i).equals(target)) {
        BitSet taking = order.ancestors(i);
        taking.set(i);
        return taking;
      }
    }
    if (target != null) {
      unknownTarget(target);
    }
    BitSet all = new BitSet(children.length);
    all.set(0, children.length);
    return all;
  }

  /** The links with deciders among the items that take part. */
  List<DecidedLink> decidedLinks(BitSet taking) {
    List<DecidedLink> links = new ArrayList<>();
    deciders.forEach(
        (to, froms) -> {
          if (taking.get(to)) {
            froms.forEach(
                (from, decider) ->
                    links.add(new DecidedLink(flow, children[from], children[to], decider)));
          }
        });
    return links;
  }

  /** What the graph flow looks like from outside, apart from its retry. */
  Interface interfaceOf(BitSet taking) {
    Interface all = Interface.empty();
    taking.stream()
        .forEach(
            i -> {
              for (String symbol : interfaces[i].requires()) {
                if (!providedByOtherThan(i, symbol)) {
                  all.requires().add(symbol);
                }
              }
              all.provides().addAll(interfaces[i].provides());
            });
    return all;
  }

  private boolean providedByOtherThan(int child, String symbol) {
    List<Integer> all = providers.get(symbol);
    return all != null && (all.size() > 1 || all.getFirst() != child);
  }

  private void addItem(int child) {
    for (String symbol : interfaces[child].requires()) {
      if (providedByRetry.contains(symbol)) {
        continue;
      }
      List<Integer> known = providers.get(symbol);
      if (known == null) {
        waitFor(symbol, child);
      } else if (known.size() == 1) {
        edges.add(known.getFirst(), child);
      } else {
        problems.add(
            Code.AMBIGUOUS_DEPENDENCY,
            children[child],
            "it requires '%s', which is provided by several items before it: %s; provide it under different names, or rebind"
                .formatted(symbol, names(known)));
      }
    }
    for (String symbol : interfaces[child].provides()) {
      providers.computeIfAbsent(symbol, s -> new ArrayList<>(1)).add(child);
      serveWaiting(child, symbol);
    }
  }

  private void waitFor(String symbol, int child) {
    waiting.computeIfAbsent(symbol, s -> new ArrayList<>(1)).add(child);
  }

  /** An item that requires what it provides itself goes on waiting. */
  private void serveWaiting(int provider, String symbol) {
    List<Integer> all = waiting.remove(symbol);
    if (all == null) {
      return;
    }
    for (int child : all) {
      if (child == provider) {
        waitFor(symbol, child);
      } else {
        edges.add(provider, child);
      }
    }
  }

  private void addLinks() {
    GraphFlow graph = (GraphFlow) tree.element(flow);
    if (graph.links().isEmpty()) {
      return;
    }
    String[] names = new String[children.length];
    Arrays.setAll(names, this::name);
    NameIndex byName = NameIndex.of(names);
    for (GraphFlow.Link link : graph.links()) {
      int from = byName.get(link.from());
      int to = byName.get(link.to());
      if (from == FlowPlan.NONE) {
        unknownEnd(link, link.from());
      }
      if (to == FlowPlan.NONE && !link.to().equals(link.from())) {
        unknownEnd(link, link.to());
      }
      if (link.from().equals(link.to())) {
        problems.add(
            Code.SELF_LINK,
            flow,
            new Part.Link(link.from(), link.to()),
            "the link from '" + link.from() + "' leads to itself");
      } else if (from != FlowPlan.NONE && to != FlowPlan.NONE) {
        edges.add(from, to);
        decide(from, to, link.decider());
      }
    }
  }

  /** Of several for the same two items the last one counts. */
  private void decide(int from, int to, @Nullable Decider decider) {
    if (decider != null) {
      deciders.computeIfAbsent(to, t -> new TreeMap<>()).put(from, decider);
    }
  }

  private void unknownTarget(String target) {
    problems.add(
        Code.UNKNOWN_TARGET,
        flow,
        new Part.Target(),
        "its target needs an item '%s' directly in this flow, and there is none%s"
            .formatted(target, Suggestions.didYouMean(target, itemNames())));
  }

  private List<String> itemNames() {
    return Arrays.stream(children).mapToObj(c -> tree.element(c).name()).toList();
  }

  private void unknownEnd(GraphFlow.Link link, String end) {
    problems.add(
        Code.UNKNOWN_LINK_END,
        flow,
        new Part.LinkEnd(link.from(), link.to(), end),
        "the link from '%s' to '%s' needs an item '%s' directly in this flow, and there is none%s"
            .formatted(link.from(), link.to(), end, Suggestions.didYouMean(end, itemNames())));
  }

  private String names(List<Integer> some) {
    String names =
        some.stream()
            .limit(NAMES_SHOWN)
            .map(i -> "'" + name(i) + "'")
            .collect(Collectors.joining(", "));
    return some.size() > NAMES_SHOWN
        ? names + " and " + (some.size() - NAMES_SHOWN) + " more"
        : names;
  }

  private String describe(int[] cycle) {
    int shown = Math.min(cycle.length, 2 * NAMES_SHOWN);
    StringBuilder text = new StringBuilder("its items wait for each other: ");
    for (int i = 0; i < shown; i++) {
      int item = cycle[i];
      int next = cycle[(i + 1) % cycle.length];
      text.append("'%s' waits for '%s' (%s)".formatted(name(item), name(next), reason(next, item)));
      text.append(i < shown - 1 ? ", " : "");
    }
    return text.append(shown < cycle.length ? " and so on" : "").toString();
  }

  private String reason(int provider, int consumer) {
    for (String symbol : interfaces[consumer].requires()) {
      if (interfaces[provider].provides().contains(symbol)) {
        return "for '" + symbol + "'";
      }
    }
    return "by a link";
  }

  private String name(int child) {
    return tree.element(children[child]).name();
  }
}
