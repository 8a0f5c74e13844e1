package io.taskflow.testkit.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which faults happened when, and how long it took to overcome them. Guarded by its monitor. */
final class FaultLog {

  private final List<Happened> faults = new ArrayList<>();
  private final Map<FaultKind, List<Duration>> recoveries = new EnumMap<>(FaultKind.class);
  private final List<String> problems = new ArrayList<>();

  /**
   * A fault.
   *
   * @param process the id of the process that was hit; -1 for broker and database
   */
  record Happened(FaultKind kind, long process, Instant from, Instant to) {}

  synchronized void happened(FaultKind kind, long process, Instant from, Instant to) {
    faults.add(new Happened(kind, process, from, to));
  }

  synchronized void overcome(FaultKind kind, Duration after) {
    recoveries.computeIfAbsent(kind, k -> new ArrayList<>()).add(after);
  }

  synchronized void problem(String text) {
    problems.add(text);
  }

  synchronized List<String> problems() {
    return List.copyOf(problems);
  }

  synchronized Map<FaultKind, Long> counts() {
    Map<FaultKind, Long> counts = new EnumMap<>(FaultKind.class);
    faults.forEach(fault -> counts.merge(fault.kind(), 1L, Long::sum));
    return counts;
  }

  synchronized Map<FaultKind, List<Duration>> recoveries() {
    Map<FaultKind, List<Duration>> copy = new EnumMap<>(FaultKind.class);
    recoveries.forEach((kind, durations) -> copy.put(kind, durations.stream().sorted().toList()));
    return copy;
  }

  /** A fault of a process's own, or of the broker, between two times; null if there was none. */
  synchronized @Nullable Happened disturbing(long process, Instant from, Instant to) {
    return faults.stream()
        .filter(
            fault -> fault.process() == process || fault.kind().target() == FaultKind.Target.BROKER)
        .filter(fault -> !fault.from().isAfter(to) && !fault.to().isBefore(from))
        .findFirst()
        .orElse(null);
  }
}
