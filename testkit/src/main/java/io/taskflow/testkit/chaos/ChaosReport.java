package io.taskflow.testkit.chaos;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What came of a campaign.
 *
 * @param settings of the campaign
 * @param flows how many flows were submitted
 * @param submittedAgain how often one was submitted again since what became of it was unknown
 * @param faults how many faults of each kind happened
 * @param recoveries how long it took to overcome those that hit something, sorted
 * @param run executes and reverts that were begun
 * @param runMoreThanOnce those of them that were begun more than once
 * @param lateEffects first effects that came after their revert
 * @param notifications how many notifications the subscriber heard, repetitions not counted
 * @param toRest how long everything took to come to rest when the faults had ended
 * @param violations what should never be; empty if the campaign succeeded
 */
public record ChaosReport(
    ChaosSettings settings,
    int flows,
    int submittedAgain,
    Map<FaultKind, Long> faults,
    Map<FaultKind, List<Duration>> recoveries,
    int run,
    long runMoreThanOnce,
    int lateEffects,
    long notifications,
    Duration toRest,
    List<String> violations) {

  private static final int MOST_SHOWN = 30;

  /** Copies the collections. */
  public ChaosReport {
    faults = Map.copyOf(faults);
    recoveries = Map.copyOf(recoveries);
    violations = List.copyOf(violations);
  }

  /** Whether nothing happened that should never be. */
  public boolean succeeded() {
    return violations.isEmpty();
  }

  /** Prints it for people. */
  public void print(PrintWriter out) {
    out.printf(
        "seed %d, faults for %s, %d engines, %d workers, lease %s%n",
        settings.seed(),
        settings.faultsFor(),
        settings.engines(),
        settings.workers(),
        settings.lease());
    out.printf(
        "flows: %d, submitted again %d times; executes and reverts: %d, run more than once %d, late effects %d%n",
        flows, submittedAgain, run, runMoreThanOnce, lateEffects);
    out.printf(
        "notifications: %d; at rest %.1f s after the last fault%n",
        notifications, toRest.toMillis() / 1_000.0);
    out.printf("%-28s %5s %9s %9s %9s%n", "fault", "times", "overcome", "p50 ms", "p99 ms");
    for (FaultKind kind : FaultKind.values()) {
      if (faults.containsKey(kind)) {
        line(out, kind.text(), faults.get(kind), recoveries.getOrDefault(kind, List.of()));
      }
    }
    line(out, "all", faults.values().stream().mapToLong(n -> n).sum(), all());
    if (succeeded()) {
      out.println("nothing lost, nothing stuck, nothing done twice");
    } else {
      out.printf("%d violations:%n", violations.size());
      violations.stream().limit(MOST_SHOWN).forEach(violation -> out.println("  " + violation));
      out.printf(
          "look at the ledger and the logs in %s; the same seed plans the same faults: --seed %d%n",
          settings.directory(), settings.seed());
    }
    out.flush();
  }

  private List<Duration> all() {
    return recoveries.values().stream().flatMap(Collection::stream).sorted().toList();
  }

  private static void line(PrintWriter out, String what, long times, List<Duration> sorted) {
    List<String> shown = new ArrayList<>(List.of("-", "-"));
    if (!sorted.isEmpty()) {
      shown = List.of(percentile(sorted, 50) + "", percentile(sorted, 99) + "");
    }
    out.printf("%-28s %5d %9d %9s %9s%n", what, times, sorted.size(), shown.get(0), shown.get(1));
  }

  private static long percentile(List<Duration> sorted, int percent) {
    int index = (int) Math.ceil(sorted.size() * percent / 100.0) - 1;
    return sorted.get(Math.max(0, index)).toMillis();
  }
}
