package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.journal.JournalUnavailableException;
import io.taskflow.engine.journal.Lease;
import io.taskflow.engine.journal.LeaseLostException;
import io.taskflow.engine.journal.PartitionCommit;
import io.taskflow.engine.runtime.InboxItem.Delivered;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.json.MalformedMessageException;
import io.taskflow.protocol.transport.Consumer;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.Publisher;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A partition that this engine owns: one thread takes what has arrived, decides, stores everything
 * in one commit, and only then publishes and acknowledges. All mutable things of the partition
 * belong to that thread; others only put items into the inbox.
 *
 * <p>It ends when it is closed, when the lease is lost, or when it can't be renewed in time; what
 * was not acknowledged then goes to the next owner.
 */
final class Partition implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Partition.class);

  /** How many deliveries the broker may send ahead: several commits' worth. */
  private static final int PREFETCH = 2_000;

  /** Most items decided in one turn, so that a commit stays small. */
  private static final int MAX_TURN = 1_000;

  /** First and longest pause while the journal is not available. */
  private static final long FIRST_PAUSE_MILLIS = 50;

  private static final long MAX_PAUSE_MILLIS = 2_000;

  /** It was told to stop while it waited for the journal. */
  private static final class Stopped extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Stopped(JournalUnavailableException reason) {
      super("told to stop while the journal was not available", reason);
    }
  }

  /** How long a planned stop waits for the broker's confirmations. */
  private static final Duration SETTLE_TIME = Duration.ofMillis(500);

  private final EngineContext context;
  private final Lease lease;
  private final PartitionInbox inbox = new PartitionInbox();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicBoolean lostBefore = new AtomicBoolean();
  private volatile long renewedAtNanos;
  private volatile boolean journalAvailable = true;
  private volatile boolean full;
  private volatile boolean recovered;
  private volatile @Nullable Consumer consumer;
  private long storedPointer;

  Partition(EngineContext context, Lease lease, long acquiredAtNanos) {
    this.context = context;
    this.lease = lease;
    this.renewedAtNanos = acquiredAtNanos;
  }

  Lease lease() {
    return lease;
  }

  boolean journalAvailable() {
    return journalAvailable;
  }

  /** Whether the flows that were in the air have been taken over. */
  boolean recovered() {
    return recovered;
  }

  /** Whether the broker takes so little that flows are better stored and started later. */
  boolean full() {
    return full;
  }

  boolean ended() {
    return ended.getCount() == 0;
  }

  int depth() {
    return inbox.size();
  }

  /** Hands something to the loop; false if the partition is not (or no longer) this engine's. */
  boolean offer(InboxItem item) {
    return inbox.offer(item);
  }

  /** Whether the lease has not been renewed for so long that others may own the partition. */
  boolean expired(long nowNanos) {
    return nowNanos - renewedAtNanos > context.leaseFor().toNanos();
  }

  /** Ends the loop because the partition is somebody else's, or may be. Counts once. */
  void lost(String why) {
    if (lostBefore.compareAndSet(false, true)) {
      context.metrics().partitionLost();
      LOG.warn("partition {}: given up: {}", lease.partition(), why);
    }
    stop();
  }

  /** Ends the loop; deliveries go back to the broker at once. */
  void stop() {
    stop.countDown();
    inbox.wake();
    Consumer running = consumer;
    if (running != null) {
      running.close();
    }
  }

  boolean awaitEnd(Duration atMost) throws InterruptedException {
    return ended.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void run() {
    LOG.info("partition {}: owned with epoch {}", lease.partition(), lease.epoch());
    try (Publisher publisher =
        context.transport().publisher(context.name() + "/partition-" + lease.partition())) {
      drive(publisher);
    } catch (LeaseLostException e) {
      lost(String.valueOf(e.getMessage()));
    } catch (Stopped e) {
      LOG.warn("partition {}: {}: {}", lease.partition(), e.getMessage(), e.getCause());
    } catch (InterruptedException e) {
      LOG.info("partition {}: interrupted", lease.partition());
    } catch (RuntimeException | Error e) {
      context.metrics().fault();
      LOG.error("partition {}: stopped by an unexpected error", lease.partition(), e);
    } finally {
      stop();
      inbox.close(gone());
      ended.countDown();
    }
  }

  private void drive(Publisher publisher) throws InterruptedException {
    PartitionRecovery.Start start =
        whenAvailable(() -> PartitionRecovery.read(context.journal(), lease.partition()));
    PublishedPointer pointer = new PublishedPointer(start.published());
    storedPointer = start.published();
    Outbox outbox = new Outbox(context, lease.partition(), publisher, pointer, this::offer);
    FlowTurns turns =
        new FlowTurns(context, lease, outbox, start.lastPosition(), this::renewOnTheWay);
    recover(start, turns, pointer);
    context.transport().declare(List.of(context.topology().inbox(lease.partition())));
    consumer =
        context
            .transport()
            .consume(context.topology().inboxQueue(lease.partition()), PREFETCH, this::delivered);
    recovered = true;
    offer(new InboxItem.LookForPending());
    while (!stopping()) {
      turn(turns, pointer);
    }
    settle(pointer);
    LOG.info("partition {}: stopped", lease.partition());
  }

  /** May take longer than the lease, so it is renewed on the way, and the pointer moves. */
  private void recover(PartitionRecovery.Start start, FlowTurns turns, PublishedPointer pointer)
      throws InterruptedException {
    PartitionRecovery recovery = new PartitionRecovery(context, turns);
    for (Page page = page(start.published()); !page.entries().isEmpty(); page = page(page.last())) {
      for (JournalEntry entry : page.entries()) {
        if (stopping()) {
          return;
        }
        whenAvailable(() -> recovery.publishAgain(entry));
        renewIfDue(pointer);
      }
      while (turns.outbox().full() && !stop.await(FIRST_PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        renewIfDue(pointer);
      }
    }
    recovery.arm(start.withTimer());
  }

  private record Page(List<JournalEntry> entries) {
    long last() {
      return entries.getLast().position();
    }
  }

  private Page page(long after) throws InterruptedException {
    return whenAvailable(
        () ->
            new Page(
                context.journal().entriesAfter(lease.partition(), after, PartitionRecovery.PAGE)));
  }

  private void turn(FlowTurns turns, PublishedPointer pointer) throws InterruptedException {
    full = turns.outbox().full();
    List<InboxItem> items = inbox.take(MAX_TURN, pause(turns.nextTimer()));
    boolean done = false;
    try {
      Round round = new Round();
      for (InboxItem item : items) {
        whenAvailable(() -> turns.accept(round, item));
      }
      whenAvailable(() -> turns.timersDue(round));
      if (!round.isEmpty()) {
        store(turns, round, pointer.advance());
      }
      turns.flows().trim();
      renewIfDue(pointer);
      done = true;
    } finally {
      // Errors as well as exceptions: somebody waits for each of the items.
      if (!done) {
        PartitionInbox.fail(items, gone());
      }
    }
  }

  private JournalUnavailableException gone() {
    return new JournalUnavailableException(
        "partition "
            + lease.partition()
            + " is not this engine's any more; whether the request was stored is unknown: ask for"
            + " the flow again",
        new IllegalStateException("the partition's loop has ended"));
  }

  private void store(FlowTurns turns, Round round, long published) throws InterruptedException {
    if (!round.nothingToStore()) {
      PartitionCommit commit = turns.commit(round, published);
      long start = System.nanoTime();
      try {
        whenAvailable(() -> context.journal().commit(commit));
      } catch (LeaseLostException | Stopped e) {
        throw e;
      } catch (JournalException e) {
        LOG.error(
            "partition {}: the journal refuses a commit; storing flow by flow",
            lease.partition(),
            e);
        storeFlowByFlow(turns, round, commit);
      }
      storedPointer = published;
      context
          .metrics()
          .committed(commit.entries().size(), Duration.ofNanos(System.nanoTime() - start));
    }
    turns.stored(round);
  }

  /** One flow that can't be stored must not take the others with it. */
  private void storeFlowByFlow(FlowTurns turns, Round round, PartitionCommit commit)
      throws InterruptedException {
    for (FlowId flow : commit.flows()) {
      PartitionCommit part = commit.of(flow);
      try {
        whenAvailable(() -> context.journal().commit(part));
      } catch (LeaseLostException | Stopped e) {
        throw e;
      } catch (JournalException e) {
        turns.notStored(round, flow, e);
      }
    }
  }

  /** So that the next owner doesn't send again what has been confirmed, or will be in a moment. */
  private void settle(PublishedPointer pointer) throws InterruptedException {
    if (lostBefore.get() || !journalAvailable) {
      return;
    }
    long published = pointer.settleWithin(SETTLE_TIME);
    try {
      store(published);
    } catch (JournalUnavailableException e) {
      LOG.info("partition {}: its next owner sends again what it can't know of", lease.partition());
    }
  }

  private void store(long published) {
    if (published != storedPointer) {
      context
          .journal()
          .commit(new PartitionCommit(lease, published, List.of(), List.of(), List.of()));
      storedPointer = published;
    }
  }

  private void renewIfDue(PublishedPointer pointer) throws InterruptedException {
    long now = System.nanoTime();
    if (now - renewedAtNanos < context.leaseFor().toNanos() / 3) {
      return;
    }
    if (!whenAvailable(() -> context.journal().renew(lease, context.leaseFor()))) {
      throw new LeaseLostException("its lease of epoch " + lease.epoch() + " is over");
    }
    renewedAtNanos = now;
    long published = pointer.advance();
    whenAvailable(() -> store(published));
  }

  /** As {@link #renewIfDue}, in the middle of something that is done again after an outage. */
  private void renewOnTheWay() {
    long now = System.nanoTime();
    if (now - renewedAtNanos >= context.leaseFor().toNanos() / 3) {
      if (!context.journal().renew(lease, context.leaseFor())) {
        throw new LeaseLostException("its lease of epoch " + lease.epoch() + " is over");
      }
      renewedAtNanos = now;
    }
  }

  private Duration pause(@Nullable Instant nextTimer) {
    Duration pause = context.leaseFor().dividedBy(6);
    if (nextTimer == null) {
      return pause;
    }
    Duration untilTimer = Duration.between(context.now(), nextTimer);
    return untilTimer.compareTo(pause) < 0 ? untilTimer : pause;
  }

  private void delivered(Delivery delivery) {
    try {
      offer(new Delivered(delivery, context.codec().decode(delivery.body())));
    } catch (MalformedMessageException e) {
      context.metrics().unreadable();
      UnreadableReplies.handle(context, delivery, e, this::offer);
    }
  }

  private boolean stopping() {
    return stop.getCount() == 0;
  }

  private void whenAvailable(Runnable use) throws InterruptedException {
    whenAvailable(
        () -> {
          use.run();
          return true;
        });
  }

  /**
   * Uses the journal; while it is not available, tries again for as long as the partition lives.
   */
  private <T> T whenAvailable(Supplier<T> use) throws InterruptedException {
    for (long pause = FIRST_PAUSE_MILLIS; ; pause = Math.min(2 * pause, MAX_PAUSE_MILLIS)) {
      try {
        T result = use.get();
        journalAvailable = true;
        return result;
      } catch (JournalUnavailableException e) {
        journalAvailable = false;
        context.metrics().commitRetried();
        LOG.warn(
            "partition {}: the journal is not available, trying again in {} ms: {}",
            lease.partition(),
            pause,
            e.getMessage());
        if (stop.await(pause, TimeUnit.MILLISECONDS)) {
          throw new Stopped(e);
        }
      }
    }
  }
}
