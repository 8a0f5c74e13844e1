package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.JournalUnavailableException;
import io.taskflow.engine.journal.Lease;
import io.taskflow.engine.journal.LeaseLostException;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.PublisherClosedException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A partition that this engine owns: it takes what has arrived, decides, stores everything in one
 * commit, and only then publishes and acknowledges. All mutable things of the partition belong to
 * whoever makes its {@link #step}s, one thread; others only put items into the inbox.
 *
 * <p>It ends when it is closed, when the lease is lost, or when it can't be renewed in time; what
 * was not acknowledged then goes to the next owner.
 */
final class Partition {

  private static final Logger LOG = LoggerFactory.getLogger(Partition.class);

  private final EngineContext context;
  private final HeldLease lease;
  private final PartitionInbox inbox = new PartitionInbox();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicBoolean lostBefore = new AtomicBoolean();
  private final PartitionSteps steps;

  /**
   * A partition that was just acquired.
   *
   * @param publisher its part of the engine's; it is closed when the partition ends
   */
  Partition(EngineContext context, Lease lease, long acquiredAtNanos, Publisher publisher) {
    this.context = context;
    this.lease = new HeldLease(context, lease, acquiredAtNanos);
    this.steps = new PartitionSteps(context, this.lease, inbox, publisher);
    LOG.info("partition {}: owned with epoch {}", lease.partition(), lease.epoch());
  }

  Lease lease() {
    return lease.lease();
  }

  boolean journalAvailable() {
    return steps.journalAvailable();
  }

  /** Whether the flows that were in the air have been taken over. */
  boolean recovered() {
    return steps.recovered();
  }

  /**
   * Whether a new flow goes on here at once. If not, it is better stored and started later: the
   * partition is being taken over or given up, or broker and workers take too little. Any thread.
   */
  boolean takesFlows() {
    return steps.takesFlows() && !over();
  }

  boolean ended() {
    return ended.getCount() == 0;
  }

  /** Whether it has ended, or will as soon as its step comes back. */
  boolean over() {
    return ended() || lostBefore.get();
  }

  int depth() {
    return inbox.size();
  }

  /** What it has in hand, as of the last turn. */
  Load load() {
    return steps.load();
  }

  /** Hands something to the steps; false if the partition is not (or no longer) this engine's. */
  boolean offer(InboxItem item) {
    return inbox.offer(item);
  }

  /** The partition's inbox is gone, and answers are lost with it. Any thread. */
  void inboxLost() {
    steps.inboxLost();
    inbox.wake();
  }

  /** Whether the lease has not been renewed for so long that others may own the partition. */
  boolean expired(long nowNanos) {
    return lease.expired(nowNanos);
  }

  /** Ends it because the partition is somebody else's, or may be. Counts once. */
  void lost(String why) {
    if (lostBefore.compareAndSet(false, true)) {
      context.metrics().partitionLost();
      LOG.warn("partition {}: given up: {}", lease().partition(), why);
    }
    stop();
  }

  /** Lets it end; deliveries go back to the broker at once. */
  void stop() {
    steps.stop(lostBefore.get());
    inbox.wake();
  }

  /** Lets it end as soon as it can, and publish nothing from now on: nobody waits for it. */
  void cutOff() {
    steps.stop(true);
    inbox.wake();
  }

  boolean awaitEnd(Duration atMost) throws InterruptedException {
    return ended.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Does the next thing, without waiting for anything but the journal's answers. By one thread
   * only.
   *
   * @return when there is something to do again, unless it has {@link #ended}
   */
  Rest step() {
    try {
      Rest rest = steps.step();
      if (!steps.over()) {
        return rest;
      }
      LOG.info("partition {}: stopped", lease().partition());
    } catch (LeaseLostException e) {
      lost(String.valueOf(e.getMessage()));
    } catch (PartitionSteps.Stopped e) {
      LOG.warn("partition {}: {}: {}", lease().partition(), e.getMessage(), e.getCause());
    } catch (RuntimeException | Error e) {
      failed(e);
    }
    end();
    return Rest.NONE;
  }

  private void failed(Throwable e) {
    if (e instanceof PublisherClosedException && steps.stopping()) {
      LOG.warn(
          "partition {}: ended amid a turn; its next owner publishes what is stored of it",
          lease().partition());
    } else {
      context.metrics().fault();
      LOG.error("partition {}: stopped by an unexpected error", lease().partition(), e);
    }
  }

  /** Waits until there may be something to do again. By the thread that makes the steps. */
  void rest(Rest rest) throws InterruptedException {
    inbox.await(rest);
  }

  /** Whether a rest is over before its time. By the thread that makes the steps. */
  boolean endsEarly(Rest rest) {
    return inbox.endsEarly(rest);
  }

  /** The flow as it is in memory and stored; empty if it is not. By the thread of the steps. */
  Optional<LiveFlow> peek(FlowId flow) {
    @Nullable LiveFlow live = ended() ? null : steps.peek(flow);
    return Optional.ofNullable(live);
  }

  /** Whether the flow is known to go on here; false says nothing. Any thread. */
  boolean goes(FlowId flow) {
    return !over() && steps.goes(flow);
  }

  /** Ends without a further step. By the thread that makes them. */
  void abandon(String why) {
    LOG.info("partition {}: {}", lease().partition(), why);
    end();
  }

  private void end() {
    stop();
    RuntimeException gone = gone();
    steps.close(gone);
    inbox.close(gone);
    ended.countDown();
  }

  private JournalUnavailableException gone() {
    return new JournalUnavailableException(
        "partition "
            + lease().partition()
            + " is not this engine's any more; whether the request was stored is unknown: ask for"
            + " the flow again",
        new IllegalStateException("the partition's loop has ended"));
  }
}
