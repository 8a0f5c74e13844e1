package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.JournalUnavailableException;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.json.MalformedMessageException;
import io.taskflow.protocol.transport.Consumer;
import io.taskflow.protocol.transport.Declaration;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.DeliveryHandler;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.TransportException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a partition does, cut into steps that never wait: it reads where the former owner stopped,
 * publishes again what may not have reached the broker, consumes, and takes turn after turn until
 * it is stopped. A step that the journal's outage has stopped is made again after a pause.
 *
 * <p>One thread makes the steps; the methods that say so may be called by any.
 */
final class PartitionSteps {

  private static final Logger LOG = LoggerFactory.getLogger(PartitionSteps.class);

  /** How many deliveries the broker may send ahead: several commits' worth. */
  private static final int PREFETCH = 2_000;

  /** Most items decided in one turn, so that a commit stays small. */
  private static final int MAX_TURN = 1_000;

  /** First and longest pause while the journal is not available. */
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /** How long a planned stop waits for the broker's confirmations. */
  private static final Duration SETTLE_TIME = Duration.ofMillis(500);

  /** It was told to stop while it waited for the journal. */
  static final class Stopped extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Stopped(JournalUnavailableException reason) {
      super("told to stop while the journal was not available", reason);
    }
  }

  /** What exists once it is known where the former owner stopped. */
  private record Parts(PublishedPointer pointer, FlowTurns turns) {}

  private final EngineContext context;
  private final HeldLease lease;
  private final PartitionInbox inbox;
  private final Publisher publisher;
  private Supplier<Rest> phase = this::begin;
  private Duration pause = FIRST_PAUSE;
  private @Nullable Turn turn;
  private @Nullable Long settleUntilNanos;
  private boolean over;
  private volatile boolean stopping;
  private volatile boolean lost;
  private volatile boolean settling;
  private volatile boolean journalAvailable = true;

  /** Broker and workers take too little. */
  private volatile boolean full;

  private volatile Load load = Load.NONE;
  private volatile boolean recovered;
  private volatile @Nullable Parts parts;
  private volatile @Nullable Consumer consumer;

  /** The inbox is missing, or was for a while. */
  private volatile boolean inboxLost;

  /** What may have been lost with the inbox is being sent again. */
  private volatile boolean refilling;

  PartitionSteps(
      EngineContext context, HeldLease lease, PartitionInbox inbox, Publisher publisher) {
    this.context = context;
    this.lease = lease;
    this.inbox = inbox;
    this.publisher = publisher;
  }

  /** Whether the journal could be used last time. Any thread. */
  boolean journalAvailable() {
    return journalAvailable;
  }

  /** Whether the flows that were in the air have been taken over. Any thread. */
  boolean recovered() {
    return recovered;
  }

  /** Whether new flows are started at once. Any thread. */
  boolean takesFlows() {
    return recovered && !stopping && !full;
  }

  /** What it had in hand when it began its last turn. Any thread. */
  Load load() {
    return load;
  }

  /**
   * The inbox is gone. It is made anew when what may be lost with it was sent again. Any thread.
   */
  void inboxLost() {
    if (!refilling) {
      inboxLost = true;
    }
  }

  /** Whether it was told to come to its end. Any thread. */
  boolean stopping() {
    return stopping;
  }

  /** Whether there is no further step. */
  boolean over() {
    return over;
  }

  /** The flow as it is in memory; null if it is not, or if a turn is not stored yet. */
  @Nullable LiveFlow peek(FlowId flow) {
    @Nullable Parts known = parts;
    return known == null || turn != null ? null : known.turns().flows().peek(flow);
  }

  /** Whether the flow is known to go on here; false says nothing. Any thread. */
  boolean goes(FlowId flow) {
    @Nullable Parts known = parts;
    return known != null && known.turns().flows().goes(flow);
  }

  /**
   * Lets it come to its end. Any thread.
   *
   * @param partitionLost whether the partition is, or may be, somebody else's: then nothing of it
   *     is published from now on
   */
  void stop(boolean partitionLost) {
    if (partitionLost) {
      lost = true;
    }
    stopping = true;
    if (partitionLost) {
      publisher.close();
    }
    closeConsumer();
  }

  /** Ends it at once: deliveries go back, and whoever waits for something in hand is told. */
  void close(RuntimeException reason) {
    over = true;
    closeConsumer();
    publisher.close();
    if (turn != null) {
      turn.giveUp(reason);
    }
  }

  private void closeConsumer() {
    Consumer running = consumer;
    if (running != null) {
      running.close();
    }
  }

  /**
   * Does the next thing.
   *
   * @return when there is something to do again
   * @throws io.taskflow.engine.journal.LeaseLostException if the partition is somebody else's
   * @throws Stopped if it was told to stop and can't come to its end in order
   */
  Rest step() {
    if (stopping && turn == null) {
      phase = this::settle;
    }
    try {
      Rest rest = phase.get();
      journalAvailable = true;
      pause = FIRST_PAUSE;
      return rest;
    } catch (JournalUnavailableException e) {
      return unavailable(e);
    }
  }

  private Rest unavailable(JournalUnavailableException e) {
    journalAvailable = false;
    context.metrics().commitRetried();
    if (stopping) {
      throw new Stopped(e);
    }
    Rest rest = Rest.pause(pause);
    LOG.warn(
        "partition {}: the journal is not available, trying again in {} ms: {}",
        partition(),
        pause.toMillis(),
        e.getMessage());
    Duration twice = pause.multipliedBy(2);
    pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    return rest;
  }

  private Rest begin() {
    PartitionRecovery.Start start = PartitionRecovery.read(context.journal(), partition());
    lease.pointerStored(start.published());
    PublishedPointer pointer = new PublishedPointer(start.published(), this::settled);
    Outbox outbox = new Outbox(context, partition(), publisher, pointer, inbox::offer);
    FlowTurns turns =
        new FlowTurns(
            context,
            lease.lease(),
            outbox,
            start.lastPosition(),
            lease::renewIfDue,
            inbox::tookAll);
    parts = new Parts(pointer, turns);
    PartitionRecovery recovery = new PartitionRecovery(context, turns, start);
    phase = () -> recover(pointer, turns, recovery);
    return Rest.NONE;
  }

  /** May take longer than the lease, so it is renewed on the way, and the pointer moves. */
  private Rest recover(PublishedPointer pointer, FlowTurns turns, PartitionRecovery recovery) {
    renewIfDue(pointer);
    if (recovery.atEndOfPage() && turns.outbox().full()) {
      return Rest.pause(FIRST_PAUSE);
    }
    if (!recovery.proceed()) {
      recovery.arm();
      phase = () -> goOn(pointer, turns);
    }
    return Rest.NONE;
  }

  private Rest goOn(PublishedPointer pointer, FlowTurns turns) {
    if (inboxIsThere()) {
      consume();
    } else {
      // It is the first owner, or it was deleted while no engine was there.
      inboxLost = true;
    }
    recovered = true;
    inbox.offer(new InboxItem.LookForPending());
    phase = () -> turn(pointer, turns);
    return Rest.NONE;
  }

  /** Binds it, for its maker may have died before. */
  private boolean inboxIsThere() {
    Declaration.Queue declared = context.topology().inbox(partition());
    try {
      return context.transport().bindIfThere(declared);
    } catch (TransportException e) {
      LOG.error("partition {}: its inbox is used as it is bound now", partition(), e);
      return context.transport().mayExist(declared.name());
    }
  }

  private void consume() {
    String queue = context.topology().inboxQueue(partition());
    consumer = context.transport().consume(queue, PREFETCH, DeliveryHandler.quick(this::delivered));
  }

  /**
   * An inbox that is there is one whose losses have been made good, whoever dies when: it is made
   * only by an owner, and after that has stored what it sends again; but before it asks for
   * anything. What comes meanwhile is returned to its sender, who keeps it.
   */
  private void refilled() {
    if (!refilling || stopping || lease.expired(context.drive().nanoTime())) {
      return;
    }
    refilling = false;
    if (!context.transport().make(context.topology().inbox(partition()))) {
      refilling = true;
    } else if (consumer == null) {
      consume();
    }
  }

  private List<InboxItem> arrived() {
    if (!inboxLost) {
      return inbox.take(MAX_TURN);
    }
    refilling = true;
    inboxLost = false;
    List<InboxItem> items = new ArrayList<>();
    items.add(new InboxItem.SendAgain(null));
    items.addAll(inbox.take(MAX_TURN));
    return items;
  }

  private Rest turn(PublishedPointer pointer, FlowTurns turns) {
    Turn current = turn;
    if (current == null) {
      full = turns.full();
      load = Load.of(turns);
      current = new Turn(context, lease, turns, pointer, arrived(), this::refilled);
      turn = current;
    }
    current.proceed();
    renewIfDue(pointer);
    turn = null;
    refilled();
    if (refilling) {
      return Rest.pause(FIRST_PAUSE);
    }
    return new Rest(untilTimer(turns.nextTimer()), true);
  }

  private void renewIfDue(PublishedPointer pointer) {
    if (lease.renewIfDue()) {
      lease.storePointer(pointer.advance());
    }
  }

  private Duration untilTimer(@Nullable Instant nextTimer) {
    Duration longest = context.leaseFor().dividedBy(6);
    if (nextTimer == null) {
      return longest;
    }
    Duration untilTimer = Duration.between(context.now(), nextTimer);
    return untilTimer.compareTo(longest) < 0 ? untilTimer : longest;
  }

  /** So that the next owner doesn't send again what has been confirmed, or will be in a moment. */
  private Rest settle() {
    // It may have been opened while it was told to stop.
    closeConsumer();
    if (parts == null || lost || !journalAvailable) {
      over = true;
      return Rest.NONE;
    }
    // In this order: what settles after the look at the pointer ends the rest.
    settling = true;
    long now = context.drive().nanoTime();
    if (settleUntilNanos == null) {
      settleUntilNanos = now + SETTLE_TIME.toNanos();
    }
    if (!parts.pointer().settled() && now - settleUntilNanos < 0) {
      return Rest.pause(Duration.ofNanos(settleUntilNanos - now));
    }
    over = true;
    try {
      lease.storePointer(parts.pointer().advance());
    } catch (JournalUnavailableException e) {
      LOG.info("partition {}: its next owner sends again what it can't know of", partition());
    }
    return Rest.NONE;
  }

  private void settled() {
    if (settling) {
      inbox.wake();
    }
  }

  private void delivered(Delivery delivery) {
    try {
      inbox.offer(new InboxItem.Delivered(delivery, context.codec().decode(delivery.body())));
    } catch (MalformedMessageException e) {
      context.metrics().unreadable();
      UnreadableReplies.handle(context, delivery, e, inbox::offer);
    }
  }

  private int partition() {
    return lease.lease().partition();
  }
}
