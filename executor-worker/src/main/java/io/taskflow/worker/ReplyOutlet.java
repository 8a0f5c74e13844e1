package io.taskflow.worker;

import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.Publisher.OutcomeListener;
import io.taskflow.protocol.transport.Publisher.Posting;
import io.taskflow.protocol.transport.Publisher.QuickListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what must not get lost until the broker has confirmed it: a message that is returned or
 * refused is published again, with backoff, for as long as the process lives. Messages of actions
 * that have come to the loop together leave together, which is cheaper for worker and broker. Owned
 * by the worker's loop; {@link #pending} may be read by any thread.
 */
final class ReplyOutlet {

  private static final Logger LOG = LoggerFactory.getLogger(ReplyOutlet.class);
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));

  /** So many don't wait for those that come after them. */
  private static final int MOST_TOGETHER = 64;

  private final Publisher publisher;
  private final WorkerLoop loop;
  private final WorkerMetrics metrics;
  private final AtomicInteger pending = new AtomicInteger();
  private List<Posting> due = new ArrayList<>();
  private boolean sendsSoon;
  private Runnable whenIdle = () -> {};
  private boolean closed;

  ReplyOutlet(Publisher publisher, WorkerLoop loop, WorkerMetrics metrics) {
    this.publisher = publisher;
    this.loop = loop;
    this.metrics = metrics;
  }

  /** Publishes until confirmed, then runs the action on the worker's loop. */
  void sendUntilConfirmed(OutgoingMessage message, Runnable whenConfirmed) {
    if (closed) {
      return;
    }
    pending.incrementAndGet();
    new Sending(message, whenConfirmed, loop.nanoTime()).send();
  }

  /** Publishes once; whatever the outcome, the action runs on the worker's loop. */
  void sendOnce(OutgoingMessage message, Runnable whenDone) {
    publish(message, outcome -> whenDone.run());
  }

  /** Publishes once, and tells on the worker's loop whether the broker has the message. */
  void tryOnce(OutgoingMessage message, Consumer<Boolean> whenDone) {
    if (closed) {
      return;
    }
    pending.incrementAndGet();
    publish(
        message,
        outcome -> {
          try {
            whenDone.accept(outcome == PublishOutcome.CONFIRMED);
          } finally {
            done();
          }
        });
  }

  /**
   * Publishes until the broker has the message, or has nobody who could hear it. Nobody waits for
   * that: it is not pending.
   *
   * @param then is run after that, on a thread that may wait for the broker
   * @param whenDone is run after that on the worker's loop
   */
  void sendBefore(OutgoingMessage message, Runnable then, Runnable whenDone) {
    sendBefore(message, then, whenDone, 1);
  }

  private void sendBefore(OutgoingMessage message, Runnable then, Runnable whenDone, int tries) {
    if (closed) {
      return;
    }
    hand(
        message,
        outcome -> {
          if (outcome == PublishOutcome.REFUSED) {
            Duration delay = BACKOFF.delay(tries, loop.random());
            loop.execute(
                () -> loop.after(delay, () -> sendBefore(message, then, whenDone, tries + 1)));
            return;
          }
          try {
            then.run();
          } finally {
            loop.execute(whenDone);
          }
        });
  }

  /** How many messages are to be confirmed yet. */
  int pending() {
    return pending.get();
  }

  /** Is run on the worker's loop each time that nothing is to be confirmed any more. */
  void onIdle(Runnable action) {
    whenIdle = action;
  }

  /** The link is closed for good: nothing is sent any more, and no outcome will be told. */
  void close() {
    closed = true;
    pending.set(0);
    whenIdle.run();
  }

  private void publish(OutgoingMessage message, Consumer<PublishOutcome> whenTold) {
    if (closed) {
      return;
    }
    QuickListener told = outcome -> loop.executeQuick(() -> whenTold.accept(outcome));
    hand(message, told);
  }

  private void hand(OutgoingMessage message, OutcomeListener listener) {
    due.add(new Posting(message, listener));
    if (due.size() >= MOST_TOGETHER) {
      sendDue();
    } else if (!sendsSoon) {
      sendsSoon = true;
      loop.executeQuick(this::sendDue);
    }
  }

  private void sendDue() {
    sendsSoon = false;
    List<Posting> together = due;
    due = new ArrayList<>();
    if (together.isEmpty() || closed) {
      return;
    }
    try {
      publisher.publish(together);
    } catch (IllegalStateException e) {
      LOG.warn(
          "{} can't be sent: {}",
          together.stream().map(posting -> posting.message().type()).toList(),
          e.getMessage());
    }
  }

  private void done() {
    if (!closed && pending.decrementAndGet() == 0) {
      whenIdle.run();
    }
  }

  private final class Sending {

    private final OutgoingMessage message;
    private final Runnable whenConfirmed;
    private final long begunNanos;
    private int failures;

    Sending(OutgoingMessage message, Runnable whenConfirmed, long begunNanos) {
      this.message = message;
      this.whenConfirmed = whenConfirmed;
      this.begunNanos = begunNanos;
    }

    void send() {
      publish(message, this::told);
    }

    private void told(PublishOutcome outcome) {
      if (outcome != PublishOutcome.CONFIRMED) {
        again(outcome);
        return;
      }
      metrics.confirmed(Duration.ofNanos(loop.nanoTime() - begunNanos));
      try {
        whenConfirmed.run();
      } finally {
        done();
      }
    }

    private void again(PublishOutcome outcome) {
      failures++;
      metrics.replyRetried(outcome);
      Duration delay = BACKOFF.delay(failures, loop.random());
      // Powers of two: the first failure is seen at once, and hours of them don't fill the log.
      if (Integer.bitCount(failures) == 1) {
        LOG.warn(
            "the broker has {} a {} for '{}' at exchange {} ({} times); kept, next try in {} ms",
            outcome == PublishOutcome.RETURNED ? "no queue for" : "refused",
            message.type(),
            message.routingKey(),
            message.exchange(),
            failures,
            delay.toMillis());
      }
      loop.after(delay, this::send);
    }
  }
}
