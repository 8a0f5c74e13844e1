package io.taskflow.protocol.amqp;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much all publishers of a link have sent and the broker has not confirmed. As long as it is
 * little, the buffers of the sockets hold it whatever the broker does, so that nobody who writes it
 * is held up. Thread-safe.
 */
final class InFlight {

  /** What a receiver takes that does not read, in Linux by default. */
  static final long LITTLE = 64L << 10;

  private final AtomicLong bytes = new AtomicLong();

  void add(PendingMessage message) {
    bytes.addAndGet(message.size());
  }

  void remove(PendingMessage message) {
    bytes.addAndGet(-message.size());
  }

  /** Whether it is little with one more message. */
  boolean isLittleWith(PendingMessage message) {
    return bytes.get() + message.size() <= LITTLE;
  }
}
