package io.taskflow.testkit.simulation.broker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A consumer's channel, as the broker sees it. */
final class Subscription {

  private final SimulatedConsumer consumer;
  private final Connection connection;
  private final SimulatedQueue queue;
  private final int prefetch;
  private final Wire toConsumer;
  private final Wire toBroker;
  private final Map<Long, Stored> unacknowledged = new LinkedHashMap<>();
  private long nextTag;
  private boolean taking = true;
  private boolean open = true;
  private boolean queueGone;

  Subscription(
      SimulatedConsumer consumer, Connection connection, SimulatedQueue queue, int prefetch) {
    this.consumer = consumer;
    this.connection = connection;
    this.queue = queue;
    this.prefetch = prefetch;
    this.toConsumer = new Wire(connection.broker().world(), connection);
    this.toBroker = new Wire(connection.broker().world(), connection);
    connection.add(this);
  }

  SimulatedQueue queue() {
    return queue;
  }

  SimulatedConsumer consumer() {
    return consumer;
  }

  /** Whether it has ended because its queue was deleted. */
  boolean queueGone() {
    return queueGone;
  }

  boolean hasCredit() {
    return open && taking && unacknowledged.size() < prefetch;
  }

  void deliver(Stored stored) {
    long tag = nextTag++;
    unacknowledged.put(tag, stored);
    toConsumer.send(() -> consumer.arrived(this, tag, stored));
  }

  /** What the consumer says about a delivery is on its way. */
  void settle(long tag, boolean done) {
    toBroker.send(
        () -> {
          @Nullable Stored stored = open ? unacknowledged.remove(tag) : null;
          if (stored != null && done) {
            queue.dispatch();
          } else if (stored != null) {
            connection.broker().giveBack(queue, List.of(stored));
          }
        });
  }

  /** Asks for no more; tells the consumer when it has seen the last delivery. */
  void stopTaking(Runnable whenQuiet) {
    toBroker.send(
        () -> {
          taking = false;
          toConsumer.send(whenQuiet);
        });
  }

  /** The consumer closes the channel. */
  void close() {
    toBroker.send(this::end);
  }

  /** The channel is closed: what was not acknowledged goes back. */
  void end() {
    if (!open) {
      return;
    }
    open = false;
    queue.detach(this);
    connection.remove(this);
    List<Stored> back = List.copyOf(unacknowledged.values());
    unacknowledged.clear();
    connection.broker().giveBack(queue, back);
  }

  /** The queue is gone, with everything that was delivered from it. */
  void queueDeleted() {
    unacknowledged.clear();
    open = false;
    queueGone = true;
    connection.remove(this);
    toConsumer.send(() -> consumer.cancelled(this));
  }

  /** The broker closes the channel. */
  void closedByBroker() {
    end();
    toConsumer.send(() -> consumer.cancelled(this));
  }
}
