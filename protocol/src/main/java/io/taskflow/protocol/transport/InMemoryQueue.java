package io.taskflow.protocol.transport;

import io.taskflow.protocol.transport.Declaration.QueueKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A queue of an {@link InMemoryBroker}: messages in order, handed to its consumers in turn. Guarded
 * by the broker's lock.
 */
final class InMemoryQueue {

  /** A message at its place in the queue. */
  record Stored(OutgoingMessage message, long position, int returns) {}

  /** Takes what went over the delivery limit. */
  @FunctionalInterface
  interface DeadLetterSink {
    void accept(InMemoryQueue queue, OutgoingMessage message);
  }

  private final Declaration.Queue declaration;
  private final @Nullable InMemoryTransport owner;
  private final int capacity;
  private final DeadLetterSink deadLetters;
  private final ArrayDeque<Stored> ready = new ArrayDeque<>();
  // Given back; all of them stood before everything in 'ready'.
  private final TreeMap<Long, Stored> returned = new TreeMap<>();
  private final ArrayDeque<InMemoryConsumer> consumers = new ArrayDeque<>();
  private long nextPosition;
  private int unacknowledged;

  /**
   * @param owner the only connection that may use it, or null for everybody
   */
  InMemoryQueue(
      Declaration.Queue declaration,
      @Nullable InMemoryTransport owner,
      int capacity,
      DeadLetterSink deadLetters) {
    this.declaration = declaration;
    this.owner = owner;
    this.capacity = capacity;
    this.deadLetters = deadLetters;
  }

  Declaration.Queue declaration() {
    return declaration;
  }

  @Nullable InMemoryTransport owner() {
    return owner;
  }

  boolean admits(InMemoryTransport transport) {
    return owner == null || owner == transport;
  }

  boolean countsReturns() {
    return declaration.kind() == QueueKind.QUORUM;
  }

  boolean isFull() {
    return length() + unacknowledged >= capacity;
  }

  int length() {
    return ready.size() + returned.size();
  }

  int unacknowledged() {
    return unacknowledged;
  }

  List<InMemoryConsumer> consumers() {
    return List.copyOf(consumers);
  }

  void add(OutgoingMessage message) {
    ready.add(new Stored(message, nextPosition++, 0));
    dispatch();
  }

  void attach(InMemoryConsumer consumer) {
    consumers.add(consumer);
    dispatch();
  }

  void detach(InMemoryConsumer consumer) {
    consumers.remove(consumer);
  }

  void acknowledged() {
    unacknowledged--;
    dispatch();
  }

  /** Puts messages back to their places, or to the dead letters if they are over the limit. */
  void giveBack(List<Stored> messages) {
    List<OutgoingMessage> dead = new ArrayList<>();
    for (Stored stored : messages) {
      unacknowledged--;
      int returns = stored.returns() + 1;
      Integer limit = declaration.deliveryLimit();
      if (limit != null && returns > limit) {
        dead.add(stored.message());
      } else {
        returned.put(stored.position(), new Stored(stored.message(), stored.position(), returns));
      }
    }
    dead.forEach(message -> deadLetters.accept(this, message));
    dispatch();
  }

  private void dispatch() {
    while (length() > 0) {
      InMemoryConsumer consumer = nextWithCredit();
      if (consumer == null) {
        return;
      }
      Stored next = returned.isEmpty() ? ready.remove() : returned.pollFirstEntry().getValue();
      unacknowledged++;
      consumer.offer(next);
    }
  }

  private @Nullable InMemoryConsumer nextWithCredit() {
    for (int i = consumers.size(); i > 0; i--) {
      InMemoryConsumer consumer = consumers.remove();
      consumers.add(consumer);
      if (consumer.hasCredit()) {
        return consumer;
      }
    }
    return null;
  }
}
