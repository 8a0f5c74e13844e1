package io.taskflow.protocol.transport;

import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what {@link TransportStatistics} tells; for implementations of a transport. Thread-safe.
 */
public final class TransportCounters {

  private final LongAdder recoveries = new LongAdder();
  private final LongAdder consumerRestarts = new LongAdder();
  private final LongAdder confirmed = new LongAdder();
  private final LongAdder returned = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /** Connected again after a lost connection. */
  public void recovered() {
    recoveries.increment();
  }

  /** A consumer begins anew on a living connection. */
  public void consumerRestarted() {
    consumerRestarts.increment();
  }

  /** A message has its outcome. */
  public void settled(PublishOutcome outcome) {
    switch (outcome) {
      case CONFIRMED -> confirmed.increment();
      case RETURNED -> returned.increment();
      case REFUSED -> refused.increment();
    }
  }

  /** The counts at this moment, with what the transport itself knows. */
  public TransportStatistics statistics(int pending, @Nullable Instant blockedSince) {
    return new TransportStatistics(
        recoveries.sum(),
        consumerRestarts.sum(),
        confirmed.sum(),
        returned.sum(),
        refused.sum(),
        pending,
        blockedSince);
  }
}
