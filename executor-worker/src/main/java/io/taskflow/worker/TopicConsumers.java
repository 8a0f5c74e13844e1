package io.taskflow.worker;

import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Takes requests from the queues of all topics, as many as can be run before long. Owned by the
 * worker's loop, except {@link #restarts}.
 *
 * <p>How much a consumption takes can't be changed, each one costs broker and worker something with
 * every request, and what is on its way to one that ends comes back to a quorum queue counted as
 * delivered, so that nobody may begin it if it must not run twice. So a little more is taken by a
 * further consumption beside those that there are; much more by one for all, and the former ones
 * {@linkplain TopicConsumer#retire retire}. Less is taken by ending the latest, and by a smaller
 * one if too many would end; so it is for more if there would be too many consumptions.
 */
final class TopicConsumers {

  /** Each is a channel for each topic. */
  private static final int MOST_SHARES = 12;

  private final Transport transport;
  private final Topology topology;
  private final WorkerSettings settings;
  private final Function<String, TopicConsumer> factory;
  private final List<TopicConsumer> all = new CopyOnWriteArrayList<>();
  private final AtomicLong restartsOfClosed = new AtomicLong();

  /** The latest first. */
  private final Deque<Share> shares = new ArrayDeque<>();

  /** Those that retire, the latest first. */
  private final Deque<Share> former = new ArrayDeque<>();

  // How many unsettled requests of each topic are taken, in all shares; 0 if none are.
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

  /** So many requests of each topic, each by a consumption of its own, in the order of topics. */
  private record Share(int prefetch, List<TopicConsumer> consumers) {

    boolean takesAllTopics() {
      return consumers.stream().noneMatch(TopicConsumer::stopping);
    }

    boolean takesNothing() {
      return consumers.stream().allMatch(TopicConsumer::stopping);
    }

    void end() {
      consumers.forEach(TopicConsumer::stopTaking);
    }
  }

  /**
   * Takes from all topics as much as suits so many slots; what was taken before can still be
   * settled.
   *
   * @param full how many requests of a topic suit all slots
   * @return how many requests may be in hand
   */
  int takeFor(int slots, int full) {
    int wanted = closed ? 0 : prefetchFor(slots, full);
    if (wanted != prefetch) {
      former.removeIf(Share::takesNothing);
      if (prefetch > wanted) {
        takeLess(wanted);
      }
      forgetClosed();
      if (prefetch < wanted) {
        takeMore(wanted);
      }
    }
    return (wanted + formerPrefetch()) * settings.topics().size();
  }

  /** What those may take that have not ended yet. */
  private int formerPrefetch() {
    return former.stream().filter(share -> !share.takesNothing()).mapToInt(Share::prefetch).sum();
  }

  /** Takes nothing more; what was taken can still be settled. */
  void stopTaking() {
    takeFor(0, 0);
  }

  /**
   * The same part of the prefetch as of the slots, but at least one for any slot. What is taken
   * ahead is for whatever slot comes first: a slot less makes no difference to it.
   */
  private int prefetchFor(int slots, int full) {
    if (slots > 0 && full > settings.prefetch()) {
      return full;
    }
    long part = (long) full * slots;
    return (int) ((part + settings.slots() - 1) / settings.slots());
  }

  /** Whether as many requests of some topic are in hand as may be. */
  boolean allInHand() {
    for (int topic = 0; prefetch > 0 && topic < settings.topics().size(); topic++) {
      if (allInHand(topic)) {
        return true;
      }
    }
    return false;
  }

  private boolean allInHand(int topic) {
    return Stream.concat(shares.stream(), former.stream())
        .noneMatch(share -> share.consumers.get(topic).hasRoom());
  }

  /** Takes no more than wanted. Former consumptions go on if they fit in, or end. */
  private void takeLess(int wanted) {
    while (prefetch > wanted) {
      endLatest();
    }
    while (!former.isEmpty()) {
      Share latest = former.pop();
      if (latest.takesAllTopics() && prefetch + latest.prefetch <= wanted) {
        latest.consumers.forEach(TopicConsumer::goOn);
        shares.push(latest);
        prefetch += latest.prefetch;
      } else {
        latest.end();
      }
    }
  }

  private void takeMore(int wanted) {
    while (shares.size() + former.size() >= MOST_SHARES) {
      if (former.isEmpty()) {
        endLatest();
      } else {
        former.removeLast().end();
      }
    }
    boolean much = prefetch > 0 && wanted >= 2 * prefetch;
    Share begun = begin(much ? wanted : wanted - prefetch);
    if (much) {
      shares.descendingIterator().forEachRemaining(former::push);
      shares.forEach(share -> share.consumers.forEach(TopicConsumer::retire));
      shares.clear();
    }
    shares.push(begun);
    prefetch = wanted;
  }

  private Share begin(int more) {
    List<TopicConsumer> consumers = settings.topics().stream().map(factory).toList();
    all.addAll(consumers);
    for (TopicConsumer consumer : consumers) {
      consumer.start(transport, topology.tasksQueue(consumer.topic()), more);
    }
    return new Share(more, consumers);
  }

  private void endLatest() {
    Share latest = shares.pop();
    prefetch -= latest.prefetch;
    latest.end();
  }

  /** Whether nothing is taken, held or on its way here any more. */
  boolean nothingInHand() {
    return prefetch == 0 && all.stream().allMatch(TopicConsumer::closed);
  }

  /** Stops for good: what was not settled goes back to its queue. */
  void close() {
    closed = true;
    prefetch = 0;
    shares.clear();
    former.clear();
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
