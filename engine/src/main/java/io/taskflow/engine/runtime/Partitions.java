package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.journal.Lease;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.SharingPublisher;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which partitions this engine owns. Its {@link #step}s, made by one thread, take partitions up to
 * the engine's fair share of those of all living engines, give back what is too much, and end a
 * partition whose lease could not be renewed in time. The map of partitions is written by that
 * thread and read by any.
 */
final class Partitions implements Placement.Own {

  private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);

  /** How long a partition may take to finish its last turn when the engine closes. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  /**
   * For how many leases a lost topic is remembered: enough to take over the partitions of an engine
   * that was there before, also while the journal is not available for a while.
   */
  static final int LEASES_TO_REMEMBER = 10;

  private static final Duration SHORTEST_TICK = Duration.ofMillis(20);

  private final EngineContext context;
  private final Publisher publisher;
  private final LostTopics lostTopics;
  private final Map<Integer, Partition> owned = new ConcurrentHashMap<>();

  /** Those of {@link #owned} that are to go to other engines as soon as they have ended. */
  private final Map<Integer, Partition> leaving = new HashMap<>();

  private volatile boolean journalAvailable = true;
  private volatile int share = 1;
  private long nextElectionNanos;
  private int electionsWithSpare;

  /** Since when the broker is out of reach; null if it is not. */
  private @Nullable Long downSinceNanos;

  /**
   * None is owned yet.
   *
   * @param publisher which all partitions share; to be closed after them
   */
  Partitions(EngineContext context, Publisher publisher) {
    this.context = context;
    this.publisher = publisher;
    this.lostTopics = new LostTopics(context.leaseFor().toNanos() * LEASES_TO_REMEMBER);
    this.nextElectionNanos = context.drive().nanoTime();
  }

  /** The partition if this engine owns it now, else null. */
  @Nullable Partition get(int number) {
    Partition partition = owned.get(number);
    return partition == null || partition.over() ? null : partition;
  }

  /** Whether a flow is known to go on in this engine; false says nothing. */
  boolean goes(FlowId flow) {
    Partition partition = get(flow.partition(context.journal().partitions()));
    return partition != null && partition.goes(flow);
  }

  @Override
  public boolean isBusy(int number) {
    Partition partition = owned.get(number);
    return partition != null && !partition.takesFlows();
  }

  @Override
  public List<Integer> taking() {
    return owned.entrySet().stream()
        .filter(partition -> partition.getValue().takesFlows())
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  Set<Integer> numbers() {
    return recovered().keySet();
  }

  /** The partitions that this engine owns and drives now, by number. Any thread. */
  SortedMap<Integer, Partition> recovered() {
    SortedMap<Integer, Partition> recovered = new TreeMap<>();
    owned.forEach(
        (number, partition) -> {
          if (partition.recovered() && !partition.over()) {
            recovered.put(number, partition);
          }
        });
    return recovered;
  }

  /** What all of them have in hand, as of their last turns. */
  Load load() {
    return owned.values().stream().map(Partition::load).reduce(Load.NONE, Load::plus);
  }

  int depth() {
    return owned.values().stream().mapToInt(Partition::depth).sum();
  }

  /** How many partitions this engine should own; 1 until it has asked. */
  int share() {
    return share;
  }

  boolean journalAvailable() {
    return journalAvailable && owned.values().stream().allMatch(Partition::journalAvailable);
  }

  /**
   * Requests that waited for workers of a topic are lost, also those of partitions that this engine
   * takes over soon. Any thread.
   */
  void topicLost(String topic) {
    // In this order: a partition that begins meanwhile is told twice rather than never.
    lostTopics.add(topic, context.drive().nanoTime());
    owned.values().forEach(partition -> partition.offer(new InboxItem.SendAgain(topic)));
  }

  /** A queue is gone; if it is the inbox of a partition, answers are lost. Any thread. */
  void queueLost(String queue) {
    owned.forEach(
        (number, partition) -> {
          if (context.topology().inboxQueue(number).equals(queue)) {
            partition.inboxLost();
          }
        });
  }

  /**
   * Looks after the partitions.
   *
   * @return after how long to do it again
   */
  Duration step() {
    reap();
    lookAtLink();
    if (context.drive().nanoTime() - nextElectionNanos >= 0) {
      elect();
    }
    return tick();
  }

  /** How often to look after them. */
  Duration tick() {
    Duration tick = context.leaseFor().dividedBy(20);
    return tick.compareTo(SHORTEST_TICK) < 0 ? SHORTEST_TICK : tick;
  }

  /**
   * Ends what could not be renewed in time: it takes nothing from the broker any more, even if its
   * step hangs in a call of the journal. Never waits for the journal itself. Any thread.
   */
  void watch() {
    long now = context.drive().nanoTime();
    for (Partition partition : owned.values()) {
      if (!partition.ended() && partition.expired(now)) {
        partition.lost("its lease could not be renewed in time");
      }
    }
  }

  /** Forgets what has ended. */
  private void reap() {
    watch();
    owned
        .values()
        .removeIf(
            partition -> partition.ended() && !leaving.containsKey(partition.lease().partition()));
    leaving
        .values()
        .removeIf(
            partition -> {
              if (partition.ended()) {
                handBack(partition);
              }
              return partition.ended();
            });
  }

  private void elect() {
    Journal journal = context.journal();
    Duration leaseFor = context.leaseFor();
    try {
      List<String> engines = journal.heartbeat(context.name(), leaseFor);
      boolean withdraws = engines.size() > 1 && cutOff();
      if (withdraws) {
        journal.leave(context.name());
      }
      int share = withdraws ? 0 : FairShare.of(journal.partitions(), engines, context.name());
      this.share = share;
      giveBackBeyond(share);
      for (int p = 0; p < journal.partitions() && owned.size() < share; p++) {
        int number =
            (p + Math.floorMod(context.name().hashCode(), journal.partitions()))
                % journal.partitions();
        if (!owned.containsKey(number)) {
          long asked = context.drive().nanoTime();
          Optional<Lease> lease = journal.acquire(number, context.name(), leaseFor);
          lease.ifPresent(l -> begin(l, asked));
        }
      }
      journalAvailable = true;
    } catch (JournalException e) {
      journalAvailable = false;
      LOG.warn("can't look after partitions now, trying again: {}", e.getMessage());
    } catch (RuntimeException e) {
      // This thread is also the watchdog; it must not end while the engine is open.
      journalAvailable = false;
      context.metrics().fault();
      LOG.error("can't look after partitions now, trying again", e);
    }
    nextElectionNanos = context.drive().nanoTime() + leaseFor.toNanos() / 5;
  }

  /**
   * Whether the broker has been out of reach for so long that other engines, which may reach it,
   * should have the partitions. Where it is out of reach for all, the last one keeps them.
   */
  private boolean cutOff() {
    Long since = downSinceNanos;
    return since != null && context.drive().nanoTime() - since >= context.leaseFor().toNanos() / 4;
  }

  private void lookAtLink() {
    if (context.transport().state() != LinkState.DOWN) {
      downSinceNanos = null;
    } else if (downSinceNanos == null) {
      downSinceNanos = context.drive().nanoTime();
    }
  }

  private void begin(Lease lease, long askedAtNanos) {
    Publisher its = new SharingPublisher("of partition " + lease.partition(), publisher);
    Partition partition = new Partition(context, lease, askedAtNanos, its);
    owned.put(lease.partition(), partition);
    lostTopics
        .at(context.drive().nanoTime())
        .forEach(topic -> partition.offer(new InboxItem.SendAgain(topic)));
    context.drive().drive(partition);
  }

  /** Waits one election before it gives anything back: an engine that starts is seen twice. */
  private void giveBackBeyond(int share) {
    electionsWithSpare = owned.size() - leaving.size() > share ? electionsWithSpare + 1 : 0;
    if (electionsWithSpare < 2) {
      return;
    }
    Map<Integer, Partition> spare = new HashMap<>();
    owned.entrySet().stream()
        .filter(entry -> !leaving.containsKey(entry.getKey()))
        .skip(share)
        .forEach(entry -> spare.put(entry.getKey(), entry.getValue()));
    LOG.info("gives partitions {} to other engines", spare.keySet());
    // Not waited for: this thread is the watchdog of the others.
    leaving.putAll(spare);
    spare.values().forEach(Partition::stop);
  }

  private void handBack(Partition partition) {
    try {
      context.journal().release(partition.lease());
    } catch (RuntimeException e) {
      LOG.warn(
          "partition {}: its lease has to run out: {}",
          partition.lease().partition(),
          e.getMessage());
    }
    owned.remove(partition.lease().partition());
  }

  /** Lets all partitions come to their end. To be called when no step follows any more. */
  void stopAll() {
    owned.values().forEach(Partition::stop);
  }

  /** Whether there is none that has not ended. */
  boolean allEnded() {
    return owned.values().stream().allMatch(Partition::ended);
  }

  /** Gives everything back. To be called when no step follows any more. */
  void releaseAll() {
    stopAll();
    for (Partition partition : List.copyOf(owned.values())) {
      try {
        if (partition.awaitEnd(STOP_LIMIT)) {
          handBack(partition);
        } else {
          partition.cutOff();
          LOG.warn(
              "partition {}: did not stop in time; its lease has to run out",
              partition.lease().partition());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    owned.clear();
    leaving.clear();
    try {
      context.journal().leave(context.name());
    } catch (RuntimeException e) {
      LOG.warn("could not say good-bye to the other engines: {}", e.getMessage());
    }
  }
}
