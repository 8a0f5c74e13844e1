package io.taskflow.worker;

import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Takes requests from the queues of all topics, or stops doing so. Owned by the worker's loop,
 * except {@link #restarts}.
 */
final class TopicConsumers {

  private final Transport transport;
  private final Topology topology;
  private final WorkerSettings settings;
  private final Function<String, TopicConsumer> factory;
  private final List<TopicConsumer> all = new CopyOnWriteArrayList<>();
  private final AtomicLong restartsOfClosed = new AtomicLong();
  private boolean taking;
  private boolean closed;

  TopicConsumers(
      Transport transport,
      Topology topology,
      WorkerSettings settings,
      Function<String, TopicConsumer> factory) {
    this.transport = transport;
    this.topology = topology;
    this.settings = settings;
    this.factory = factory;
  }

  /** Takes from all topics, if it doesn't already. */
  void take() {
    if (taking || closed) {
      return;
    }
    taking = true;
    forgetClosed();
    for (String topic : settings.topics()) {
      TopicConsumer consumer = factory.apply(topic);
      all.add(consumer);
      consumer.start(transport, topology.tasksQueue(topic), settings.prefetch());
    }
  }

  /** Takes nothing more; what was taken can still be settled. */
  void stopTaking() {
    if (taking) {
      taking = false;
      all.forEach(TopicConsumer::stopTaking);
    }
  }

  /** Whether nothing is taken, held or on its way here any more. */
  boolean nothingInHand() {
    return !taking && all.stream().allMatch(TopicConsumer::closed);
  }

  /** Stops for good: what was not settled goes back to its queue. */
  void close() {
    closed = true;
    taking = false;
    all.forEach(TopicConsumer::close);
  }

  /** How often a consumption had to begin anew, in all; may be called by any thread. */
  long restarts() {
    return restartsOfClosed.get() + all.stream().mapToLong(TopicConsumer::restarts).sum();
  }

  private void forgetClosed() {
    for (TopicConsumer consumer : all) {
      if (consumer.closed()) {
        all.remove(consumer);
        restartsOfClosed.addAndGet(consumer.restarts());
      }
    }
  }
}
