package io.taskflow.benchmarks.machine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What a task costs in flows of different sizes, which took turns.
 *
 * @param costs for each size, in ascending order, one for each turn
 */
record Comparison(Map<Integer, List<Cost>> costs) {

  /** Median, minimum and maximum of all turns. */
  record Spread(double median, double min, double max) {

    static Spread of(List<Cost> costs, ToDoubleFunction<Cost> figure) {
      double[] sorted = costs.stream().mapToDouble(figure).sorted().toArray();
      double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
      return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }
  }

  /**
   * Lets the sizes take turns.
   *
   * @param order in which tasks end
   * @param warmUp turns of each size that don't count, at first
   * @param turns that do
   * @param seed of the first turn; each later one has the next
   */
  static Comparison of(int[] sizes, AnswerOrder order, int warmUp, int turns, long seed) {
    Map<Integer, List<Cost>> costs = new LinkedHashMap<>();
    for (int turn = 0; turn < warmUp + turns; turn++) {
      for (int size : sizes) {
        Cost cost = Turn.of(size, order, seed + turn);
        if (turn >= warmUp) {
          costs.computeIfAbsent(size, anew -> new ArrayList<>()).add(cost);
        }
      }
    }
    return new Comparison(costs);
  }

  /** How a figure came out for a size. */
  Spread spread(int size, ToDoubleFunction<Cost> figure) {
    return Spread.of(costs.getOrDefault(size, List.of()), figure);
  }

  /** The median for a size, as a multiple of that for another. */
  double ratio(int size, int to, ToDoubleFunction<Cost> figure) {
    return spread(size, figure).median() / spread(to, figure).median();
  }

  /** As {@link #ratio}, of the best turns: what a busy machine disturbs least. */
  double ratioOfBest(int size, int to, ToDoubleFunction<Cost> figure) {
    return spread(size, figure).min() / spread(to, figure).min();
  }
}
