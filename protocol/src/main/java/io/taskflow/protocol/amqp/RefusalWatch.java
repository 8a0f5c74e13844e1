package io.taskflow.protocol.amqp;

import java.time.Duration;

/**
 * Tells when a channel is to be given up because messages are refused on it. A queue that is full
 * refuses on every channel; but a channel of RabbitMQ 3.10 whose first message for a quorum queue
 * met a leader that had just died refuses all later ones for that queue, also when it has a new
 * leader, and only another channel finds that one. When another channel did not help, the next one
 * has twice the time: to give up a channel means to send again what is unconfirmed on it. After a
 * minute without a refusal all is as at the beginning. Not thread-safe.
 */
final class RefusalWatch {

  /** For how long a channel may refuse: a new leader is there by then. */
  static final Duration PATIENCE = Duration.ofSeconds(3);

  /** The longest time of a channel, however many did not help. */
  static final Duration MOST_PATIENCE = Duration.ofMinutes(1);

  private long patienceNanos = PATIENCE.toNanos();
  private boolean refusedBefore;
  private long firstNanos;
  private long lastNanos;

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
    boolean anew = nowNanos - lastNanos >= MOST_PATIENCE.toNanos();
    lastNanos = nowNanos;
    if (anew) {
      patienceNanos = PATIENCE.toNanos();
    }
    if (anew || !refusedBefore) {
      refusedBefore = true;
      firstNanos = nowNanos;
    }
    if (nowNanos - firstNanos < patienceNanos) {
      return false;
    }
    patienceNanos = Math.min(2 * patienceNanos, MOST_PATIENCE.toNanos());
    return true;
  }
}
