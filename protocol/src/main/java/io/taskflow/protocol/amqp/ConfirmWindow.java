package io.taskflow.protocol.amqp;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.taskflow.protocol.transport.OutgoingMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The messages published on one channel that the broker has not confirmed yet, by their numbers on
 * that channel: 1, 2, 3, … Bounded in count and bytes, so that a lost connection costs a bounded
 * repetition. Not thread-safe: belongs to the publisher.
 */
final class ConfirmWindow {

  /** A power of two, so that a number's slot is found by its low bits. */
  static final int CAPACITY = 4096;

  static final long BYTES = 16L << 20;

  private final @Nullable PendingMessage[] slots = new @Nullable PendingMessage[CAPACITY];
  private final InFlight inFlight;
  private long first = 1;
  private long next = 1;
  private int size;
  private long bytes;

  /**
   * @param inFlight counts what is in this window and in those of the link's other publishers
   */
  ConfirmWindow(InFlight inFlight) {
    this.inFlight = inFlight;
  }

  boolean isEmpty() {
    return size == 0;
  }

  boolean isFull() {
    return next - first >= CAPACITY || bytes >= BYTES;
  }

  /** The message takes the next number. */
  void add(PendingMessage pending) {
    slots[slot(next++)] = pending;
    size++;
    bytes += pending.message().body().length;
    inFlight.add(pending);
  }

  /**
   * Takes out what the broker confirmed or refused, in the order of publishing.
   *
   * @param multiple whether all numbers up to this one are meant
   */
  List<PendingMessage> settle(long number, boolean multiple) {
    List<PendingMessage> settled = new ArrayList<>();
    for (long n = multiple ? first : number; n <= number && n < next; n++) {
      remove(n, settled);
    }
    while (first < next && slots[slot(first)] == null) {
      first++;
    }
    return settled;
  }

  /**
   * Marks the oldest mandatory message that equals the returned one. Those with equal exchange, key
   * and identity are interchangeable.
   */
  void markReturned(String exchange, String routingKey, BasicProperties properties) {
    String messageId = Objects.requireNonNullElse(properties.getMessageId(), "");
    for (long n = first; n < next; n++) {
      PendingMessage pending = slots[slot(n)];
      if (pending != null && !pending.returned()) {
        OutgoingMessage message = pending.message();
        if (message.mandatory()
            && message.messageId().equals(messageId)
            && message.routingKey().equals(routingKey)
            && message.exchange().equals(exchange)) {
          pending.markReturned();
          return;
        }
      }
    }
  }

  /** Empties the window for a new channel; what was in it, in the order of publishing. */
  List<PendingMessage> reset() {
    List<PendingMessage> unconfirmed = settle(next - 1, true);
    first = 1;
    next = 1;
    return unconfirmed;
  }

  private void remove(long number, List<PendingMessage> into) {
    PendingMessage pending = slots[slot(number)];
    if (pending != null) {
      slots[slot(number)] = null;
      size--;
      bytes -= pending.message().body().length;
      inFlight.remove(pending);
      into.add(pending);
    }
  }

  private static int slot(long number) {
    return (int) (number & (CAPACITY - 1));
  }
}
