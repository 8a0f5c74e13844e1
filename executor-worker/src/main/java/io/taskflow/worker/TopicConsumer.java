package io.taskflow.worker;

import io.taskflow.protocol.transport.Consumer;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.DeliveryHandler;
import io.taskflow.protocol.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One consumption of a topic's queue. After {@link #stopTaking} it lives on until nothing comes any
 * more and what was taken through it has been settled, since that is only possible on its channel.
 * Owned by the worker's loop; {@link #receive} runs on a thread of the transport.
 *
 * <p>What is on its way to a consumption that ends comes back to a quorum queue counted as
 * delivered. Nothing is on its way when everything has come that the broker sends without an
 * acknowledgement. So one that {@linkplain #retire retires} ends in such a moment, and helps it to
 * come about by holding acknowledgements back for a while.
 */
final class TopicConsumer {

  /** So long acknowledgements may wait here; a crash has what they are for come again. */
  static final Duration LONGEST_HOLD = Duration.ofMillis(20);

  /** After it was in vain, it is tried again. */
  static final Duration BETWEEN_HOLDS = Duration.ofSeconds(1);

  private final String topic;
  private final WorkerLoop loop;
  private final RequestReader reader;
  private final Arrivals arrivals;
  private final Runnable whenClosed;
  private volatile @Nullable Consumer consumer;

  /** What the broker has not been told of. */
  private final Set<HeldDelivery> taken = new HashSet<>();

  /** Those of them that are to be acknowledged. */
  private final List<HeldDelivery> answered = new ArrayList<>();

  private int prefetch;
  private boolean retiring;
  private boolean holdsBack;
  private WorkerLoop.Timer changesHold = WorkerLoop.Timer.NONE;
  private boolean stopping;
  private boolean quiet;
  private boolean closed;

  /**
   * @param whenClosed is run on the loop when nothing is in hand any more after a stop
   */
  TopicConsumer(
      String topic, WorkerLoop loop, RequestReader reader, Arrivals arrivals, Runnable whenClosed) {
    this.topic = topic;
    this.loop = loop;
    this.reader = reader;
    this.arrivals = arrivals;
    this.whenClosed = whenClosed;
  }

  String topic() {
    return topic;
  }

  void start(Transport transport, String queue, int unacknowledged) {
    prefetch = unacknowledged;
    consumer = transport.consume(queue, unacknowledged, DeliveryHandler.quick(this::receive));
  }

  /** Counts how often it had to begin anew. May be called by any thread. */
  long restarts() {
    Consumer current = consumer;
    return current == null ? 0 : current.restarts();
  }

  /** Ends as soon as nothing can be on its way. */
  void retire() {
    if (stopping || retiring) {
      return;
    }
    retiring = true;
    hold();
  }

  private void hold() {
    holdsBack = true;
    changesHold = loop.after(LONGEST_HOLD, this::pause);
    endIfNothingIsOnItsWay();
  }

  private void pause() {
    acknowledgeAnswered();
    changesHold = loop.after(BETWEEN_HOLDS, this::hold);
  }

  /** Does not retire. */
  void goOn() {
    retiring = false;
    acknowledgeAnswered();
  }

  /** Idempotent. */
  void stopTaking() {
    if (stopping) {
      return;
    }
    stopping = true;
    retiring = false;
    Consumer current = consumer;
    if (current == null) {
      becameQuiet();
    } else {
      current.stopTaking().whenComplete((nothing, error) -> loop.execute(this::becameQuiet));
    }
    acknowledgeAnswered();
  }

  /** Whether it takes nothing more. */
  boolean stopping() {
    return stopping;
  }

  private void endIfNothingIsOnItsWay() {
    if (retiring
        && taken.size() >= prefetch
        && taken.stream().filter(held -> !held.lost()).count() >= prefetch) {
      stopTaking();
    }
  }

  private void acknowledgeAnswered() {
    holdsBack = false;
    changesHold.cancel();
    for (HeldDelivery held : answered) {
      held.delivery().ack();
      taken.remove(held);
    }
    answered.clear();
    closeIfDone();
  }

  private void becameQuiet() {
    quiet = true;
    closeIfDone();
  }

  void close() {
    acknowledgeAnswered();
    closed = true;
    Consumer current = consumer;
    if (current != null) {
      current.close();
    }
  }

  /** Whether the broker may send it something before it hears of an acknowledgement. */
  boolean hasRoom() {
    return !stopping && taken.size() < prefetch;
  }

  boolean closed() {
    return closed;
  }

  /** The broker may forget a delivery. */
  void acknowledge(HeldDelivery held) {
    if (holdsBack) {
      answered.add(held);
    } else {
      acknowledgeAtOnce(held);
    }
  }

  /** As {@link #acknowledge}, and is never held back. */
  void acknowledgeAtOnce(HeldDelivery held) {
    held.delivery().ack();
    taken.remove(held);
    closeIfDone();
  }

  /** The broker is to deliver it once more, here or elsewhere. */
  void requeue(HeldDelivery held) {
    held.delivery().requeue();
    taken.remove(held);
    closeIfDone();
  }

  private void closeIfDone() {
    if (quiet && !closed && taken.isEmpty()) {
      closed = true;
      loop.execute(
          () -> {
            close();
            whenClosed.run();
          });
    }
  }

  /** Reads the message here, so that the loop has only the decisions to take. */
  private void receive(Delivery delivery) {
    RequestReader.Reading reading = reader.read(delivery);
    loop.executeQuick(() -> arrived(delivery, reading));
  }

  private void arrived(Delivery delivery, RequestReader.Reading reading) {
    if (closed) {
      // It came while the consumer was being closed, and so has gone back to its queue.
      return;
    }
    HeldDelivery held = new HeldDelivery(delivery, this);
    taken.add(held);
    arrivals.arrived(held, reading);
    endIfNothingIsOnItsWay();
  }

  /** Takes what has arrived, on the worker's loop. */
  @FunctionalInterface
  interface Arrivals {
    void arrived(HeldDelivery held, RequestReader.Reading reading);
  }
}
