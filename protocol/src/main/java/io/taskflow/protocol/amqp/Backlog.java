package io.taskflow.protocol.amqp;

import java.util.ArrayDeque;
import java.util.List;

/**
 * The messages that a publisher is to send, in order. Those that are not wanted any more are
 * dropped. Not thread-safe: belongs to the publisher.
 */
final class Backlog {

  private final ArrayDeque<PendingMessage> messages = new ArrayDeque<>();
  private final Runnable dropped;

  /**
   * @param dropped is run for each message that is dropped
   */
  Backlog(Runnable dropped) {
    this.dropped = dropped;
  }

  void add(PendingMessage message) {
    messages.add(message);
  }

  void addAll(List<PendingMessage> more) {
    messages.addAll(more);
  }

  /** Whether there is one to be sent, after those before it that are not wanted were dropped. */
  boolean hasNext() {
    while (!messages.isEmpty() && !messages.element().isWanted()) {
      messages.remove();
      dropped.run();
    }
    return !messages.isEmpty();
  }

  /** The one that comes next, which there must be. */
  PendingMessage next() {
    return messages.element();
  }

  PendingMessage removeNext() {
    return messages.remove();
  }

  /** Was sent before all others, and is to be sent so again. */
  void putBack(PendingMessage message) {
    messages.addFirst(message);
  }

  /** Were sent before all others, in this order, and are to be sent again. */
  void putBack(List<PendingMessage> sent) {
    for (PendingMessage message : sent.reversed()) {
      if (message.isWanted()) {
        message.prepareResend();
        messages.addFirst(message);
      } else {
        dropped.run();
      }
    }
  }

  /** Gives back what they take. */
  void dropUnwanted() {
    messages.removeIf(
        message -> {
          boolean unwanted = !message.isWanted();
          if (unwanted) {
            dropped.run();
          }
          return unwanted;
        });
  }
}
