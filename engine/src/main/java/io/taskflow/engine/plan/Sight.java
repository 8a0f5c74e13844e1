package io.taskflow.engine.plan;

import io.taskflow.engine.plan.Argument.Provider;
import io.taskflow.flow.Flow;
import io.taskflow.flow.GraphFlow;
import io.taskflow.flow.LinearFlow;
import io.taskflow.flow.UnorderedFlow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The fourth pass of the compiler: whose results a task sees. From the task outwards, each flow
 * around it is a scope; in a scope a task sees those atoms in earlier items that are sure to be
 * done before it. In a linear flow that is everything before the item in which the task is, in an
 * unordered flow nothing, in a graph flow what is in the items that this one follows, directly or
 * not.
 *
 * <p>The innermost scope with any provider settles a lookup, so those around it are not looked at.
 */
final class Sight {

  private final FlowTree tree;
  private final Ordering ordering;
  private final Providers providers;
  private final Map<Integer, GraphSight> graphs = new HashMap<>();

  Sight(FlowTree tree, Ordering ordering, Providers providers) {
    this.tree = tree;
    this.ordering = ordering;
    this.providers = providers;
  }

  /** Who provides a symbol within sight of a task, as {@link Argument#levels}. */
  List<List<Provider>> levels(int task, String symbol) {
    List<Provider> byRank = providers.of(symbol);
    if (byRank.isEmpty()) {
      return List.of();
    }
    int item = task;
    for (int flow = tree.parent(item); flow >= 0; flow = tree.parent(item)) {
      List<Provider> level = before(flow, item, symbol, byRank);
      if (!level.isEmpty()) {
        return List.of(level);
      }
      item = flow;
    }
    return List.of();
  }

  private List<Provider> before(int flow, int item, String symbol, List<Provider> byRank) {
    int from = providers.from(byRank, flow);
    int to = providers.from(byRank, item);
    if (from == to) {
      return List.of();
    }
    return switch ((Flow) tree.item(flow)) {
      case LinearFlow linear -> new NearestFirst(byRank, from, to);
      case UnorderedFlow unordered -> List.of();
      case GraphFlow graph ->
          graphs
              .computeIfAbsent(flow, f -> new GraphSight(tree, ordering.graph(f), providers))
              .before(item, symbol, byRank, from, to);
    };
  }
}
