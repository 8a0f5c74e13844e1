package io.taskflow.protocol.amqp;

import java.time.Duration;

/**
 * Tells when a channel is to be given up because messages are refused on it. A queue that is full
 * refuses on every channel; but a channel of RabbitMQ 3.10 whose first message for a quorum queue
 * met a leader that had just died refuses all later ones for that queue, also when it has a new
 * leader, and only another channel finds that one. Not thread-safe.
 */
final class RefusalWatch {

  /** For how long a channel may refuse: a new leader is there by then. */
  static final Duration PATIENCE = Duration.ofSeconds(3);

  private boolean refusedBefore;
  private long firstNanos;

  /** Forgets what another channel has refused. */
  void newChannel() {
    refusedBefore = false;
  }

  /**
   * Something was refused.
   *
   * @param nowNanos the time, as by {@link System#nanoTime}
   * @return whether the first refusal on this channel was so long ago that it is to be given up
   */
  boolean refused(long nowNanos) {
    if (!refusedBefore) {
      refusedBefore = true;
      firstNanos = nowNanos;
    }
    return nowNanos - firstNanos >= PATIENCE.toNanos();
  }
}
