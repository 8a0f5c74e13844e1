package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.Lease;
import io.taskflow.engine.journal.LeaseLostException;
import io.taskflow.engine.journal.PartitionCommit;
import java.util.List;

/**
 * The lease by which this engine owns a partition: when it was renewed last, and which pointer is
 * stored beside it. Owned by the partition's steps, except {@link #expired}.
 */
final class HeldLease {

  private final EngineContext context;
  private final Lease lease;
  private volatile long renewedAtNanos;
  private long storedPointer;

  HeldLease(EngineContext context, Lease lease, long acquiredAtNanos) {
    this.context = context;
    this.lease = lease;
    this.renewedAtNanos = acquiredAtNanos;
  }

  Lease lease() {
    return lease;
  }

  /** Whether it has not been renewed for so long that others may own the partition. Any thread. */
  boolean expired(long nowNanos) {
    return nowNanos - renewedAtNanos > context.leaseFor().toNanos();
  }

  /**
   * Renews it if a third of its time is over.
   *
   * @return whether it was renewed
   * @throws LeaseLostException if it can't be any more
   */
  boolean renewIfDue() {
    long now = context.drive().nanoTime();
    if (now - renewedAtNanos < context.leaseFor().toNanos() / 3) {
      return false;
    }
    if (!context.journal().renew(lease, context.leaseFor())) {
      throw new LeaseLostException("its lease of epoch " + lease.epoch() + " is over");
    }
    renewedAtNanos = now;
    return true;
  }

  /** The journal has this pointer now. */
  void pointerStored(long published) {
    storedPointer = published;
  }

  /** Stores a pointer that has not been stored with a commit. */
  void storePointer(long published) {
    if (published != storedPointer) {
      context
          .journal()
          .commit(new PartitionCommit(lease, published, List.of(), List.of(), List.of()));
      storedPointer = published;
    }
  }
}
