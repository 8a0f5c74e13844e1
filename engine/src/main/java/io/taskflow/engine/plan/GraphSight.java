package io.taskflow.engine.plan;

import io.taskflow.engine.plan.Argument.Part;
import io.taskflow.engine.plan.Argument.Provider;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an item of a graph flow sees of the items that it follows.
 *
 * <p>Nearly always the nearest candidate is a direct predecessor, which one look tells. Otherwise
 * the predecessors are searched, and what was found for each item on the way is remembered: a chain
 * of items that ask for the same symbol is walked once and not once for each of them.
 */
final class GraphSight {

  private static final int NOBODY = -1;

  /** What is remembered is forgotten beyond this, which costs time but bounds memory. */
  private static final int MAX_REMEMBERED = 1_000_000;

  private final FlowTree tree;
  private final GraphOrder order;
  private final Providers providers;
  private final boolean ignorable;
  private final Map<Question, Integer> answers = new HashMap<>();

  private record Question(int item, String symbol) {}

  GraphSight(FlowTree tree, GraphOrder order, Providers providers, boolean ignorable) {
    this.tree = tree;
    this.order = order;
    this.providers = providers;
    this.ignorable = ignorable;
  }

  /**
   * The nearest that surely has the symbol, and those nearer that may turn out not to have it; all
   * others too if what is nearest can be ignored.
   *
   * @param from where in the list those of this flow begin
   * @param firstItem where in the list those of its items begin, behind its retry
   * @param to where in the list those end that stand before the item
   */
  List<Provider> before(
      int entry, String symbol, List<Provider> byRank, int from, int firstItem, int to) {
    int item = order.number(entry);
    List<Provider> level = new ArrayList<>(1);
    int sure = NOBODY;
    int nearest = to > firstItem ? nearest(item, symbol, byRank, to) : NOBODY;
    if (nearest != NOBODY) {
      int nearestEntry = order.children()[nearest];
      int nearestFrom = providers.from(byRank, nearestEntry);
      sure = addUntilSure(level, byRank, nearestFrom, providers.to(byRank, nearestEntry));
      if (sure == NOBODY && nearestFrom > firstItem) {
        sure = addAncestors(level, item, byRank, firstItem, nearestFrom);
      }
    }
    if (sure == NOBODY) {
      sure = addUntilSure(level, byRank, from, firstItem);
    }
    return ignorable && sure > from
        ? new GraphLevel(
            level, new GraphLevel.Rest(tree, order, item, byRank, from, firstItem, sure))
        : List.copyOf(level);
  }

  private int nearest(int item, String symbol, List<Provider> byRank, int to) {
    int last = itemOf(byRank.get(to - 1));
    return order.follows(item, last) ? last : search(item, symbol, byRank);
  }

  /**
   * Where a provider was met whose result can't lack the symbol: who comes next is asked only if
   * that one was ignored.
   */
  private static int addUntilSure(List<Provider> level, List<Provider> byRank, int from, int to) {
    for (int i = to - 1; i >= from; i--) {
      level.add(byRank.get(i));
      if (byRank.get(i).part() instanceof Part.Whole) {
        return i;
      }
    }
    return NOBODY;
  }

  private int addAncestors(
      List<Provider> level, int item, List<Provider> byRank, int from, int to) {
    BitSet ancestors = order.ancestors(item);
    for (int i = to - 1; i >= from; i--) {
      if (ancestors.get(itemOf(byRank.get(i))) && addUntilSure(level, byRank, i, i + 1) != NOBODY) {
        return i;
      }
    }
    return NOBODY;
  }

  private int itemOf(Provider provider) {
    return order.numberOfItemWith(tree.entryOfAtom(provider.atom()));
  }

  /** Of all items that an item follows and that provide a symbol the last one in the order. */
  private int search(int item, String symbol, List<Provider> byRank) {
    if (answers.size() > MAX_REMEMBERED) {
      answers.clear();
    }
    Deque<Integer> stack = new ArrayDeque<>();
    stack.push(item);
    int best = NOBODY;
    while (!stack.isEmpty()) {
      int at = stack.element();
      int depth = stack.size();
      best = NOBODY;
      for (int predecessor : order.predecessors(at)) {
        int found =
            provides(predecessor, byRank) ? predecessor : answer(predecessor, symbol, stack);
        if (found != NOBODY && (best == NOBODY || order.position(found) > order.position(best))) {
          best = found;
        }
      }
      if (stack.size() == depth) {
        answers.put(new Question(at, symbol), best);
        stack.pop();
      }
    }
    return best;
  }

  /** What is known of an item; if nothing is, it goes on the stack to be looked at first. */
  private int answer(int item, String symbol, Deque<Integer> stack) {
    Integer known = answers.get(new Question(item, symbol));
    if (known == null) {
      stack.push(item);
      return NOBODY;
    }
    return known;
  }

  private boolean provides(int item, List<Provider> byRank) {
    int entry = order.children()[item];
    return providers.from(byRank, entry) < providers.to(byRank, entry);
  }
}
