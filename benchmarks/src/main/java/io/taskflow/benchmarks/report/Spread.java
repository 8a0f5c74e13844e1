package io.taskflow.benchmarks.report;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** How a figure came out in several runs. */
public record Spread(double median, double min, double max) {

  /** The median of an even number is the mean of the two in the middle; of none, 0. */
  public static Spread of(double... values) {
    if (values.length == 0) {
      return new Spread(0, 0, 0);
    }
    double[] sorted = values.clone();
    java.util.Arrays.sort(sorted);
    double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  /** Of a figure of each run. */
  public static <T> Spread of(List<T> runs, ToDoubleFunction<T> figure) {
    return of(runs.stream().mapToDouble(figure).toArray());
  }
}
