package io.taskflow.engine.plan;

import io.taskflow.engine.plan.Argument.Provider;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * A stretch of a list by rank, backwards. It shares that list, which nobody changes once it is
 * complete: in a chain of n tasks that all provide a symbol and require it, what they see would
 * otherwise take n × n places.
 */
final class NearestFirst extends AbstractList<Provider> implements RandomAccess {

  private final List<Provider> byRank;
  private final int from;
  private final int to;

  NearestFirst(List<Provider> byRank, int from, int to) {
    this.byRank = byRank;
    this.from = from;
    this.to = to;
  }

  @Override
  public Provider get(int index) {
    if (index < 0 || index >= size()) {
      throw new IndexOutOfBoundsException(index);
    }
    return byRank.get(to - 1 - index);
  }

  @Override
  public int size() {
    return to - from;
  }
}
