package io.taskflow.engine.plan;

import io.taskflow.engine.plan.Argument.Part;
import io.taskflow.engine.plan.Argument.Provider;
import io.taskflow.flow.AtomSpec;
import io.taskflow.flow.Flow;
import io.taskflow.flow.TaskSpec.Provides;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who provides what. Atoms have a rank: their place when all flows are walked through, of each
 * first its retry, then its items in the order in which they run. The atoms of any item then are
 * neighbours, so that everybody who provides a symbol in some flow, or in all items before some
 * item, is one stretch of a list.
 */
final class Providers {

  private final FlowTree tree;
  private final int[] rankFrom;
  private final int[] rankTo;
  private final int[] rankOfAtom;
  private final Map<String, List<Provider>> bySymbol = new HashMap<>();
  private int ranks;

  Providers(Ordering ordering) {
    this.tree = ordering.tree();
    this.rankFrom = new int[tree.size()];
    this.rankTo = new int[tree.size()];
    this.rankOfAtom = new int[tree.atomCount()];
    visit(FlowTree.ROOT, ordering);
  }

  private void visit(int entry, Ordering ordering) {
    rankFrom[entry] = ranks;
    switch (tree.element(entry)) {
      case AtomSpec atom -> {
        int number = tree.number(entry);
        rankOfAtom[number] = ranks++;
        register(number, atom.provides());
      }
      case Flow flow -> {
        int retry = tree.retry(entry);
        if (retry != FlowTree.NONE) {
          visit(retry, ordering);
        }
        for (int child : ordering.inOrder(entry)) {
          visit(child, ordering);
        }
      }
    }
    rankTo[entry] = ranks;
  }

  private void register(int atom, Provides provides) {
    switch (provides) {
      case Provides.Nothing nothing -> {}
      case Provides.Whole whole -> add(whole.symbol(), atom, new Part.Whole());
      case Provides.Positional positional -> {
        int index = 0;
        for (String symbol : positional.symbols()) {
          add(symbol, atom, new Part.Element(index++));
        }
      }
      case Provides.Keyed keyed -> {
        for (String symbol : keyed.symbols()) {
          add(symbol, atom, new Part.Member(symbol));
        }
      }
    }
  }

  private void add(String symbol, int atom, Part part) {
    bySymbol.computeIfAbsent(symbol, s -> new ArrayList<>(1)).add(new Provider(atom, part));
  }

  /** Everything that is provided by anybody. */
  Set<String> symbols() {
    return bySymbol.keySet();
  }

  /** Everybody who provides a symbol, by rank. */
  List<Provider> of(String symbol) {
    return bySymbol.getOrDefault(symbol, List.of());
  }

  /** Where in a list by rank those begin that are inside an entry. */
  int from(List<Provider> byRank, int entry) {
    return firstAtOrAfter(byRank, rankFrom[entry]);
  }

  /** Where in a list by rank those end that are inside an entry. */
  int to(List<Provider> byRank, int entry) {
    return firstAtOrAfter(byRank, rankTo[entry]);
  }

  private int firstAtOrAfter(List<Provider> byRank, int rank) {
    int low = 0;
    int high = byRank.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (rankOfAtom[byRank.get(middle).atom()] < rank) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
