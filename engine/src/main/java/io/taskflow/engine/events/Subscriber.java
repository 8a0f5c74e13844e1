package io.taskflow.engine.events;

import io.taskflow.protocol.transport.Consumer;
import io.taskflow.protocol.transport.Declaration.Binding;
import io.taskflow.protocol.transport.Declaration.DeadLetter;
import io.taskflow.protocol.transport.Declaration.Queue;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of flows from the topic exchange. Each notification is handed over at least once over the
 * life of a durable subscription, and this helper drops the repetitions that it remembers. They
 * come in the order of their flow, with two exceptions: one that the broker refused at first comes
 * when the broker takes it, and subscribers that share a subscription hear of a flow in turns.
 *
 * <p>The handler is called on one thread of the transport, one notification after another; a
 * notification is acknowledged when the handler has returned. If it throws, the error is logged and
 * the handler is called again after a pause, for as long as the subscriber is open: going on with
 * the next one would break the order.
 */
public final class Subscriber implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);

  private static final int PREFETCH = 500;

  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long MAX_PAUSE_MILLIS = 10_000;

  private final java.util.function.Consumer<Notification> handler;
  private final AtomicLong dropped = new AtomicLong();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final HandledNotifications handled = new HandledNotifications();
  private final Consumer consumer;

  private Subscriber(
      Transport transport,
      Topology topology,
      Queue queue,
      java.util.function.Consumer<Notification> handler) {
    this.handler = handler;
    List<io.taskflow.protocol.transport.Declaration> needed = new ArrayList<>(topology.base());
    needed.add(queue);
    transport.declare(needed);
    this.consumer = transport.consume(queue.name(), PREFETCH, this::take);
  }

  /**
   * Hears what happens from now on, as long as the subscriber and its connection live. What happens
   * while the connection is lost is not heard: the queue vanishes with it. {@link
   * Notification#sequence} shows such a gap to who hears everything of a flow.
   *
   * @param patterns routing keys with {@code *} for one word and {@code #} for any number, such as
   *     {@code flow.#}, {@code task.release.*.failure}
   */
  public static Subscriber live(
      Transport transport,
      Topology topology,
      List<String> patterns,
      java.util.function.Consumer<Notification> handler) {
    String name = topology.namespace() + ".subscriber." + UUID.randomUUID();
    return new Subscriber(
        transport,
        topology,
        new Queue(name, QueueKind.EXCLUSIVE, bindings(topology, patterns), null, null),
        handler);
  }

  /**
   * Hears what has happened since the subscription of this name was first made, also while nobody
   * was listening: the queue stays until somebody deletes it.
   *
   * @param subscription names the queue. Subscribers of the same name share the notifications: each
   *     goes to one of them, or to another one if that one dies; none of them sees all of a flow.
   *     If order matters, let only one subscriber of a name run at a time.
   * @param patterns as for {@link #live}
   */
  public static Subscriber durable(
      Transport transport,
      Topology topology,
      String subscription,
      List<String> patterns,
      java.util.function.Consumer<Notification> handler) {
    String name = topology.namespace() + ".subscription." + subscription;
    return new Subscriber(
        transport,
        topology,
        new Queue(
            name,
            topology.queueKind(),
            bindings(topology, patterns),
            topology.queueKind() == QueueKind.QUORUM ? topology.deliveryLimit() : null,
            new DeadLetter(topology.deadExchange(), "subscription." + subscription)),
        handler);
  }

  private static List<Binding> bindings(Topology topology, List<String> patterns) {
    return patterns.stream().map(p -> new Binding(topology.eventsExchange(), p)).toList();
  }

  private void take(Delivery delivery) {
    Notification notification;
    try {
      notification = NotificationReader.read(delivery.body());
    } catch (IllegalArgumentException e) {
      LOG.error("dropped a message from the topic exchange: {}", e.getMessage());
      delivery.ack();
      return;
    }
    if (handled.contains(notification)) {
      dropped.incrementAndGet();
      delivery.ack();
      return;
    }
    if (handle(notification)) {
      handled.add(notification);
      delivery.ack();
    } else {
      delivery.requeue();
    }
  }

  /** Calls the handler until it returns; false if the subscriber was closed before that. */
  private boolean handle(Notification notification) {
    for (long pause = FIRST_PAUSE_MILLIS; ; pause = Math.min(2 * pause, MAX_PAUSE_MILLIS)) {
      try {
        handler.accept(notification);
        return true;
      } catch (RuntimeException e) {
        LOG.warn(
            "the handler failed on notification {} of flow {}; calling it again in {} ms",
            notification.sequence(),
            notification.flow(),
            pause,
            e);
      }
      try {
        if (closed.await(pause, TimeUnit.MILLISECONDS)) {
          return false;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }

  /** How many repetitions were dropped. */
  public long dropped() {
    return dropped.get();
  }

  /** Hears nothing more. A durable subscription stays. */
  @Override
  public void close() {
    closed.countDown();
    consumer.close();
  }
}
