package io.taskflow.protocol.amqp;

import com.rabbitmq.client.Channel;
import io.taskflow.protocol.concurrent.OwnerThread;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a consumer has to tell the broker about the deliveries of one channel. An acknowledgement
 * waits a little for others: to a quorum queue each frame is an entry of its log, which is
 * replicated and flushed, and which the next message has to queue behind. Nobody misses it
 * meanwhile: after a crash its delivery comes again, as it would if the crash had come a moment
 * earlier. Only when the broker sends nothing more before it hears of one, nothing waits. What is
 * given back is told at once, and everything else with it.
 *
 * <p>Owned by the consumer's thread, which also tells; the methods that say so may be called by any
 * thread.
 */
final class DelayedAcks {

  /** The longest wait of an acknowledgement. */
  static final Duration LONGEST = Duration.ofMillis(20);

  private static final int MOST = 128;

  private final int prefetch;

  /** So many wait at most; a part of the prefetch. */
  private final int mostWaiting;

  private final OwnerThread owner;
  private final ScheduledExecutorService timer;
  private final AckTracker tracker = new AckTracker();

  /** How many deliveries the broker has not been told of. */
  private final AtomicInteger open = new AtomicInteger();

  /** How many of them are acknowledged. */
  private final AtomicInteger waiting = new AtomicInteger();

  /** How often the broker has been told; written by the owner only. */
  private volatile long times;

  /** How many of those that wait have come to the owner. */
  private int gathered;

  private int givenBack;
  private boolean due;

  /**
   * @param prefetch how many deliveries the broker sends without being told of any
   */
  DelayedAcks(int prefetch, OwnerThread owner, ScheduledExecutorService timer) {
    this.prefetch = prefetch;
    this.mostWaiting = Math.clamp(prefetch / 4, 1, MOST);
    this.owner = owner;
    this.timer = timer;
  }

  /** A delivery has come. Any thread. */
  void delivered() {
    if (open.incrementAndGet() >= prefetch && waiting.get() > 0) {
      hurry();
    }
  }

  /** Acknowledges a delivery. Any thread. */
  void acknowledge(long tag) {
    owner.hand(
        () -> {
          tracker.acknowledge(tag);
          gathered++;
        });
    int count = waiting.incrementAndGet();
    if (count == mostWaiting || open.get() >= prefetch) {
      hurry();
    } else if (count == 1) {
      setTimer();
    }
  }

  /** Gives a delivery back. Any thread. */
  void requeue(long tag) {
    owner.post(
        () -> {
          tracker.requeue(tag);
          givenBack++;
          due = true;
        });
  }

  /** Whether it is time to tell. */
  boolean due() {
    return due;
  }

  /** Tells everything that has come so far, due or not. */
  void tell(Channel channel) throws IOException {
    due = false;
    // Before the count: who saw the former number is counted here.
    times++;
    int others = waiting.addAndGet(-gathered);
    open.addAndGet(-gathered - givenBack);
    gathered = 0;
    givenBack = 0;
    // They were handed over meanwhile, and not as the first ones.
    if (others >= mostWaiting) {
      hurry();
    } else if (others > 0) {
      setTimer();
    }
    for (AckTracker.Frame frame : tracker.takeFrames()) {
      switch (frame) {
        case AckTracker.Ack ack -> channel.basicAck(ack.tag(), ack.multiple());
        case AckTracker.Requeue requeue -> channel.basicNack(requeue.tag(), false, true);
      }
    }
  }

  /** It is for those that wait now: told otherwise, they leave it nothing to do. */
  private void setTimer() {
    long before = times;
    try {
      timer.schedule(
          () -> {
            if (times == before) {
              hurry();
            }
          },
          LONGEST.toMillis(),
          TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      hurry(); // the transport is being closed
    }
  }

  private void hurry() {
    owner.post(() -> due = true);
  }
}
