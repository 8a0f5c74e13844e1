package io.taskflow.engine.plan;

import io.taskflow.engine.plan.Argument.Provider;
import io.taskflow.flow.Flow;
import io.taskflow.flow.GraphFlow;
import io.taskflow.flow.LinearFlow;
import io.taskflow.flow.UnorderedFlow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The fourth pass of the compiler: whose results an atom sees. From the atom outwards, each flow
 * around it is a scope; in a scope an atom sees the flow's retry and those atoms in earlier items
 * that are sure to be done before it. In a linear flow that is everything before the item in which
 * the atom is, in an unordered flow nothing, in a graph flow what is in the items that this one
 * follows, directly or not. A retry sees nothing of its own flow.
 *
 * <p>The innermost scope with any provider settles a lookup, unless all of them were ignored. So
 * those around it are looked at only in flows with deciders.
 */
final class Sight {

  private final FlowTree tree;
  private final Ordering ordering;
  private final Providers providers;
  private final boolean ignorable;
  private final Map<Integer, GraphSight> graphs = new HashMap<>();
  private final Map<Question, List<List<Provider>>> aroundFlows = new HashMap<>();

  private record Question(int flow, String symbol) {}

  Sight(Ordering ordering, Providers providers) {
    this.tree = ordering.tree();
    this.ordering = ordering;
    this.providers = providers;
    this.ignorable = !ordering.decidedLinks().isEmpty();
  }

  /** Who provides a symbol within sight of an atom, as {@link Argument#levels}. */
  List<List<Provider>> levels(int atom, String symbol) {
    List<Provider> byRank = providers.of(symbol);
    if (byRank.isEmpty()) {
      return List.of();
    }
    int flow = tree.parent(atom);
    List<Provider> innermost = before(flow, atom, symbol, byRank);
    if (!innermost.isEmpty() && !ignorable) {
      return List.of(innermost);
    }
    List<List<Provider>> around =
        ignorable
            ? aroundFlows.computeIfAbsent(
                new Question(flow, symbol), question -> around(flow, symbol, byRank))
            : around(flow, symbol, byRank);
    return innermost.isEmpty() ? around : joined(innermost, around);
  }

  private static List<List<Provider>> joined(
      List<Provider> innermost, List<List<Provider>> around) {
    List<List<Provider>> levels = new ArrayList<>(1 + around.size());
    levels.add(innermost);
    levels.addAll(around);
    return levels;
  }

  private List<List<Provider>> around(int inner, String symbol, List<Provider> byRank) {
    List<List<Provider>> levels = new ArrayList<>(1);
    int item = inner;
    for (int flow = tree.parent(item); flow >= 0; flow = tree.parent(item)) {
      List<Provider> level = before(flow, item, symbol, byRank);
      if (!level.isEmpty()) {
        levels.add(level);
        if (!ignorable) {
          break;
        }
      }
      item = flow;
    }
    return List.copyOf(levels);
  }

  private List<Provider> before(int flow, int item, String symbol, List<Provider> byRank) {
    int from = providers.from(byRank, flow);
    int to = providers.from(byRank, item);
    if (from == to) {
      return List.of();
    }
    int retry = tree.retry(flow);
    int firstItem = retry == FlowTree.NONE ? from : providers.to(byRank, retry);
    return switch ((Flow) tree.element(flow)) {
      case LinearFlow linear -> new NearestFirst(byRank, from, to);
      case UnorderedFlow unordered ->
          firstItem == from ? List.of() : new NearestFirst(byRank, from, firstItem);
      case GraphFlow graph ->
          graphs
              .computeIfAbsent(
                  flow, f -> new GraphSight(tree, ordering.graph(f), providers, ignorable))
              .before(item, symbol, byRank, from, firstItem, to);
    };
  }
}
