package io.taskflow.worker;

import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Takes requests from the queues of all topics, as many as can be run before long. Owned by the
 * worker's loop, except {@link #restarts}.
 */
final class TopicConsumers {

  private final Transport transport;
  private final Topology topology;
  private final WorkerSettings settings;
  private final Function<String, TopicConsumer> factory;
  private final List<TopicConsumer> all = new CopyOnWriteArrayList<>();
  private final AtomicLong restartsOfClosed = new AtomicLong();
  // How many unsettled requests of each topic are taken; 0 if none are.
  private int prefetch;
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

  /**
   * Takes from all topics as much as suits so many slots. A consumption can't be changed, so it is
   * begun anew when that becomes another number; what was taken before can still be settled.
   *
   * @param full how many requests of a topic suit all slots
   * @return how many requests may be in hand
   */
  int takeFor(int slots, int full) {
    int wanted = closed ? 0 : prefetchFor(slots, full);
    if (wanted != prefetch) {
      prefetch = wanted;
      all.forEach(TopicConsumer::stopTaking);
      forgetClosed();
      if (wanted > 0) {
        settings.topics().forEach(this::begin);
      }
    }
    return wanted * settings.topics().size();
  }

  /** Takes nothing more; what was taken can still be settled. */
  void stopTaking() {
    takeFor(0, 0);
  }

  /** The same part of the prefetch as of the slots, but at least one for any slot. */
  private int prefetchFor(int slots, int full) {
    long part = (long) full * slots;
    return (int) ((part + settings.slots() - 1) / settings.slots());
  }

  /** Whether as many requests of some topic are in hand as may be. */
  boolean allInHand() {
    for (TopicConsumer consumer : all) {
      if (consumer.taking() && consumer.unsettled() >= prefetch) {
        return true;
      }
    }
    return false;
  }

  private void begin(String topic) {
    TopicConsumer consumer = factory.apply(topic);
    all.add(consumer);
    consumer.start(transport, topology.tasksQueue(topic), prefetch);
  }

  /** Whether nothing is taken, held or on its way here any more. */
  boolean nothingInHand() {
    return prefetch == 0 && all.stream().allMatch(TopicConsumer::closed);
  }

  /** Stops for good: what was not settled goes back to its queue. */
  void close() {
    closed = true;
    prefetch = 0;
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
