package io.taskflow.engine.runtime;

import io.taskflow.protocol.FlowId;
import java.time.Duration;
import java.util.function.IntPredicate;

/**
 * Chooses where new flows go on, which their ids say. Those that are submitted one after another
 * share a partition, so that their steps share messages, commits and wake-ups; before it has too
 * many of them to go on quickly, or when it has been a while, another one is drawn. So partitions,
 * and with them engines, get equal parts of what is submitted in the long run, though not of a few
 * flows that come together. Thread-safe.
 */
final class Placement {

  /** So many flows one after another get the same partition. */
  static final int MOST = 256;

  /** So long at most do they: of flows that come seldom, each gets another. */
  static final Duration LONGEST = Duration.ofSeconds(1);

  private final Drive drive;
  private final int partitions;
  private final IntPredicate full;
  private int partition;
  private int left;
  private long untilNanos;

  /**
   * @param partitions how many there are
   * @param full which of them had better get no more now
   */
  Placement(Drive drive, int partitions, IntPredicate full) {
    this.drive = drive;
    this.partitions = partitions;
    this.full = full;
  }

  /** The identity of a new flow. */
  FlowId next() {
    FlowId id = drive.newId();
    return id.movedTo(choose(id.partition(partitions)), partitions);
  }

  /**
   * @param drawn the one to begin with, if it is time for another
   */
  private synchronized int choose(int drawn) {
    long now = drive.nanoTime();
    if (left == 0 || now - untilNanos >= 0 || full.test(partition)) {
      partition = notFull(drawn);
      left = MOST;
      untilNanos = now + LONGEST.toNanos();
    }
    left--;
    return partition;
  }

  /** The first that isn't full; the drawn one if all are. */
  private int notFull(int drawn) {
    for (int i = 0; i < partitions; i++) {
      int next = (drawn + i) % partitions;
      if (!full.test(next)) {
        return next;
      }
    }
    return drawn;
  }
}
