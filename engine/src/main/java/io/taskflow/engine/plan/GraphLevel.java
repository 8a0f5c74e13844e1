package io.taskflow.engine.plan;

import io.taskflow.engine.plan.Argument.Provider;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;

/**
 * All providers of a symbol that an item of a graph flow follows, the nearest first. Those up to
 * the first that surely has the symbol are kept; the others, which are asked only if that one was
 * ignored, are found again each time: kept for every item of a chain of n they would take n × n
 * places.
 */
final class GraphLevel extends AbstractList<Provider> {

  private final List<Provider> kept;
  private final Rest rest;

  GraphLevel(List<Provider> kept, Rest rest) {
    this.kept = List.copyOf(kept);
    this.rest = rest;
  }

  /**
   * Where the others are.
   *
   * @param item the number of the item that sees them
   * @param byRank everybody who provides the symbol
   * @param from where in that list the flow begins
   * @param firstItem where in that list its items begin, behind its retry
   * @param to where in that list the last one that is kept stands
   */
  record Rest(
      FlowTree tree,
      GraphOrder order,
      int item,
      List<Provider> byRank,
      int from,
      int firstItem,
      int to) {

    private List<Provider> providers() {
      List<Provider> found = new ArrayList<>();
      if (to > firstItem) {
        BitSet ancestors = order.ancestors(item);
        for (int i = to - 1; i >= firstItem; i--) {
          Provider provider = byRank.get(i);
          if (ancestors.get(order.numberOfItemWith(tree.entryOfAtom(provider.atom())))) {
            found.add(provider);
          }
        }
      }
      found.addAll(new NearestFirst(byRank, from, Math.min(firstItem, to)));
      return found;
    }
  }

  @Override
  public Provider get(int index) {
    return index < kept.size() ? kept.get(index) : rest.providers().get(index - kept.size());
  }

  @Override
  public int size() {
    return kept.size() + rest.providers().size();
  }

  @Override
  public boolean isEmpty() {
    return false;
  }

  @Override
  public Iterator<Provider> iterator() {
    return new Iterator<>() {
      private Iterator<Provider> current = kept.iterator();
      private boolean inRest;

      @Override
      public boolean hasNext() {
        if (!current.hasNext() && !inRest) {
          current = rest.providers().iterator();
          inRest = true;
        }
        return current.hasNext();
      }

      @Override
      public Provider next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return current.next();
      }
    };
  }

  /** Without asking for the size, which is as dear as finding all of them. */
  @Override
  public Spliterator<Provider> spliterator() {
    return Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED);
  }
}
