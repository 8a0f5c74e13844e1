package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.journal.Lease;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which partitions this engine owns. One thread takes partitions up to the engine's fair share of
 * those of all living engines, gives back what is too much, and ends a partition whose lease could
 * not be renewed in time. The map of partitions is written by that thread and read by any.
 */
final class Partitions implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);

  /** How long a partition may take to finish its last turn when the engine closes. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final EngineContext context;
  private final Map<Integer, Partition> owned = new ConcurrentHashMap<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile boolean journalAvailable = true;
  private long nextElectionNanos = System.nanoTime();
  private int electionsWithSpare;

  Partitions(EngineContext context) {
    this.context = context;
  }

  /** The partition if this engine owns it now, else null. */
  @Nullable Partition get(int number) {
    Partition partition = owned.get(number);
    return partition == null || partition.ended() ? null : partition;
  }

  Set<Integer> numbers() {
    return recovered().keySet();
  }

  /** The partitions that this engine owns and drives now, by number. Any thread. */
  SortedMap<Integer, Partition> recovered() {
    SortedMap<Integer, Partition> recovered = new TreeMap<>();
    owned.forEach(
        (number, partition) -> {
          if (partition.recovered() && !partition.ended()) {
            recovered.put(number, partition);
          }
        });
    return recovered;
  }

  int depth() {
    return owned.values().stream().mapToInt(Partition::depth).sum();
  }

  boolean journalAvailable() {
    return journalAvailable && owned.values().stream().allMatch(Partition::journalAvailable);
  }

  /** Requests that waited for workers of a topic are lost. Any thread. */
  void topicLost(String topic) {
    owned.values().forEach(partition -> partition.offer(new InboxItem.SendAgain(topic)));
  }

  /** A queue was gone; if it was the inbox of a partition, answers are lost. Any thread. */
  void queueLost(String queue) {
    owned.forEach(
        (number, partition) -> {
          if (context.topology().inboxQueue(number).equals(queue)) {
            partition.offer(new InboxItem.SendAgain(null));
          }
        });
  }

  @Override
  public void run() {
    try {
      long tick = Math.max(20, context.leaseFor().toMillis() / 20);
      do {
        reap();
        if (System.nanoTime() - nextElectionNanos >= 0) {
          elect();
        }
      } while (!stop.await(tick, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends what could not be renewed in time, and forgets what has ended. */
  private void reap() {
    long now = System.nanoTime();
    owned
        .values()
        .removeIf(
            partition -> {
              if (!partition.ended() && partition.expired(now)) {
                LOG.warn(
                    "partition {}: its lease could not be renewed in time; giving it up",
                    partition.lease().partition());
                context.metrics().partitionLost();
                partition.stop();
              }
              return partition.ended();
            });
  }

  private void elect() {
    Journal journal = context.journal();
    Duration leaseFor = context.leaseFor();
    try {
      List<String> engines = journal.heartbeat(context.name(), leaseFor);
      int share = FairShare.of(journal.partitions(), engines, context.name());
      giveBackBeyond(share);
      for (int p = 0; p < journal.partitions() && owned.size() < share; p++) {
        int number =
            (p + Math.floorMod(context.name().hashCode(), journal.partitions()))
                % journal.partitions();
        if (!owned.containsKey(number)) {
          long asked = System.nanoTime();
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
    nextElectionNanos = System.nanoTime() + leaseFor.toNanos() / 5;
  }

  private void begin(Lease lease, long askedAtNanos) {
    Partition partition = new Partition(context, lease, askedAtNanos);
    owned.put(lease.partition(), partition);
    Thread.ofPlatform().name("flow-loop-" + lease.partition()).start(partition);
  }

  /** Waits one election before it gives anything back: an engine that starts is seen twice. */
  private void giveBackBeyond(int share) {
    electionsWithSpare = owned.size() > share ? electionsWithSpare + 1 : 0;
    if (electionsWithSpare < 2) {
      return;
    }
    Map<Integer, Partition> spare = new HashMap<>();
    owned.entrySet().stream()
        .skip(share)
        .forEach(entry -> spare.put(entry.getKey(), entry.getValue()));
    LOG.info("gives partitions {} to other engines", spare.keySet());
    release(spare);
  }

  private void release(Map<Integer, Partition> partitions) {
    partitions.values().forEach(Partition::stop);
    partitions.forEach(
        (number, partition) -> {
          try {
            if (partition.awaitEnd(STOP_LIMIT)) {
              context.journal().release(partition.lease());
            } else {
              LOG.warn("partition {}: did not stop in time; its lease has to run out", number);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (RuntimeException e) {
            LOG.warn("partition {}: its lease has to run out: {}", number, e.getMessage());
          }
          owned.remove(number);
        });
  }

  /** Gives everything back. To be called when {@link #run} has been told to stop and has ended. */
  void releaseAll() {
    release(Map.copyOf(owned));
    try {
      context.journal().leave(context.name());
    } catch (RuntimeException e) {
      LOG.warn("could not say good-bye to the other engines: {}", e.getMessage());
    }
  }

  void stop() {
    stop.countDown();
  }
}
