package io.taskflow.benchmarks.load;

import io.taskflow.engine.journal.FlowQuery;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.runtime.Engine;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** What an engine does whose journal has many flows. One thread at a time. */
final class Archive {

  private static final int PAGE = 100;

  private final Engine engine;

  Archive(Engine engine) {
    this.engine = engine;
  }

  /** Milliseconds until the engine drives so many partitions. */
  double awaitPartitions(int count) {
    long start = System.nanoTime();
    while (engine.health().partitions().size() < count) {
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
    return millisSince(start);
  }

  /** Milliseconds for a page of lists that people ask for. */
  Map<String, Object> lists() {
    FlowQuery newest = FlowQuery.newest(PAGE);
    return Map.of(
        "newestMillis", millisOf(newest),
        "notSucceededMillis", millisOf(newest.withStatuses(FlowStatus.FAILURE)),
        "namedMillis", millisOf(newest.withName("dormant")));
  }

  private double millisOf(FlowQuery query) {
    long start = System.nanoTime();
    engine.flows(query);
    return millisSince(start);
  }

  /** Bytes of the heap that are in use after a collection. */
  static long heapBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static double millisSince(long startNanos) {
    return (System.nanoTime() - startNanos) / 1e6;
  }
}
