package io.taskflow.benchmarks.work;

import java.util.Arrays;

/** Times that flows took. Thread-safe. */
public final class Latencies {

  private static final double NANOS_PER_MILLI = 1e6;

  private long[] nanos = new long[1_024];
  private int count;

  /** Adds one. */
  public synchronized void add(long tookNanos) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = tookNanos;
  }

  /** How many there are. */
  public synchronized int count() {
    return count;
  }

  /**
   * The time within which a part of the flows ended, in milliseconds; 0 if there is none.
   *
   * @param part from 0 to 1
   */
  public synchronized double millis(double part) {
    if (count == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int index = (int) Math.ceil(part * count) - 1;
    return sorted[Math.clamp(index, 0, count - 1)] / NANOS_PER_MILLI;
  }
}
