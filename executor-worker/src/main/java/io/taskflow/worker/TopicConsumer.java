package io.taskflow.worker;

import io.taskflow.protocol.transport.Consumer;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.DeliveryHandler;
import io.taskflow.protocol.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * One consumption of a topic's queue. After {@link #stopTaking} it lives on until nothing comes any
 * more and what was taken through it has been settled, since that is only possible on its channel.
 * Owned by the worker's loop; {@link #receive} runs on a thread of the transport.
 */
final class TopicConsumer {

  private final String topic;
  private final WorkerLoop loop;
  private final RequestReader reader;
  private final Arrivals arrivals;
  private final Runnable whenClosed;
  private volatile @Nullable Consumer consumer;
  private int unsettled;
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

  void start(Transport transport, String queue, int prefetch) {
    consumer = transport.consume(queue, prefetch, DeliveryHandler.quick(this::receive));
  }

  /** Counts how often it had to begin anew. May be called by any thread. */
  long restarts() {
    Consumer current = consumer;
    return current == null ? 0 : current.restarts();
  }

  /** Idempotent. */
  void stopTaking() {
    if (stopping) {
      return;
    }
    stopping = true;
    Consumer current = consumer;
    if (current == null) {
      becameQuiet();
    } else {
      current.stopTaking().whenComplete((nothing, error) -> loop.execute(this::becameQuiet));
    }
  }

  private void becameQuiet() {
    quiet = true;
    closeIfDone();
  }

  void close() {
    closed = true;
    Consumer current = consumer;
    if (current != null) {
      current.close();
    }
  }

  /** How many of its requests are in hand. */
  int unsettled() {
    return unsettled;
  }

  boolean closed() {
    return closed;
  }

  void settled() {
    unsettled--;
    closeIfDone();
  }

  private void closeIfDone() {
    if (quiet && !closed && unsettled == 0) {
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
    unsettled++;
    arrivals.arrived(new HeldDelivery(delivery, this), reading);
  }

  /** Takes what has arrived, on the worker's loop. */
  @FunctionalInterface
  interface Arrivals {
    void arrived(HeldDelivery held, RequestReader.Reading reading);
  }
}
