package io.taskflow.benchmarks.report;

import java.util.List;
import java.util.Locale;

/** A report for people, in Markdown. */
public final class Table {

  private static final String HEAD =
      """
      | workload | queues, store | variant | steps/s (min..max) | p50, p99 ms | to raw + store (min..max) \
      | CPU µs a step: all = broker + database + engine + worker (compilers) | rows a commit | flushes | messages \
      | allocated | load |
      |---|---|---|---|---|---|---|---|---|---|---|---|
      """;

  private Table() {}

  /** One row for each variant of each workload. */
  public static String of(List<Result> results) {
    StringBuilder table = new StringBuilder(HEAD);
    for (Result result : results) {
      for (Variant variant : Variant.values()) {
        if (!result.of(variant).isEmpty()) {
          table.append(row(result, variant));
        }
      }
    }
    return table.toString();
  }

  private static String row(Result result, Variant variant) {
    List<Run> runs = result.of(variant);
    Spread ratio = result.ratio(Variant.RAW_STORED);
    boolean compared = variant == Variant.ENGINE && ratio.median() > 0;
    return String.format(
        Locale.ROOT,
        "| %s | %s, %s | %s | %s | %.2f, %.2f | %s | %.0f = %.0f + %.0f + %.0f + %.0f (%.0f) | %.1f | %.2f |"
            + " %.1f | %.0f B | %.1f |%n",
        result.workload(),
        result.queues(),
        result.store(),
        variant.title(),
        rate(Spread.of(runs, Run::rate)) + (result.large() ? megabytes(result, variant) : ""),
        Spread.of(runs, run -> run.outcome().p50Millis()).median(),
        Spread.of(runs, run -> run.outcome().p99Millis()).median(),
        compared
            ? String.format(
                Locale.ROOT, "%.2f (%.2f..%.2f)", ratio.median(), ratio.min(), ratio.max())
            : "",
        Spread.of(runs, Run::micros).median(),
        Spread.of(runs, Run::brokerMicros).median(),
        Spread.of(runs, Run::databaseMicros).median(),
        Spread.of(runs, Run::engineMicros).median(),
        Spread.of(runs, Run::workerMicros).median(),
        Spread.of(runs, Run::compilerMicros).median(),
        Spread.of(runs, Run::rowsOfCommit).median(),
        Spread.of(runs, Run::flushes).median(),
        Spread.of(runs, Run::messagesOfStep).median(),
        Spread.of(runs, Run::allocatedOfStep).median(),
        Spread.of(runs, Run::load).median());
  }

  /** Of a workload that moves much. */
  private static String megabytes(Result result, Variant variant) {
    return String.format(Locale.ROOT, ", %.1f MB/s each way", result.megabytes(variant).median());
  }

  private static String rate(Spread rate) {
    return String.format(
        Locale.ROOT, "%,.0f (%,.0f..%,.0f)", rate.median(), rate.min(), rate.max());
  }
}
