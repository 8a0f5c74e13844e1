package io.taskflow.testkit.simulation.broker;

import io.taskflow.protocol.transport.Consumer;
import io.taskflow.protocol.transport.DeliveryHandler;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A consumer, as its process sees it. */
final class SimulatedConsumer implements Consumer {

  private final SimulatedTransport transport;
  private final String queue;
  private final int prefetch;
  private final DeliveryHandler handler;
  private final Set<SimulatedDelivery> unsettled = new LinkedHashSet<>();
  private final CompletableFuture<Void> quiet = new CompletableFuture<>();
  private @Nullable Subscription subscription;
  private boolean stopping;
  private boolean closed;
  private long restarts;

  SimulatedConsumer(
      SimulatedTransport transport, String queue, int prefetch, DeliveryHandler handler) {
    this.transport = transport;
    this.queue = queue;
    this.prefetch = prefetch;
    this.handler = handler;
  }

  SimulatedTransport transport() {
    return transport;
  }

  boolean takesFrom(String name) {
    return !closed && !stopping && queue.equals(name);
  }

  void connected(Connection connection) {
    if (closed || stopping || !connection.passes()) {
      return;
    }
    @Nullable SimulatedQueue found = transport.broker().queue(queue);
    if (found == null) {
      transport.tellIfOthersMake(queue);
      return;
    }
    if (found.owner() != null && found.owner() != connection) {
      return;
    }
    Subscription made = new Subscription(this, connection, found, prefetch);
    subscription = made;
    found.attach(made);
  }

  /** Its process has made a queue. */
  void made(String name, Connection connection) {
    if (queue.equals(name) && subscription == null) {
      connected(connection);
    }
  }

  void disconnected() {
    subscription = null;
    loseAll();
    if (stopping) {
      quiet.complete(null);
    }
  }

  private void loseAll() {
    unsettled.forEach(SimulatedDelivery::lose);
    unsettled.clear();
  }

  /** The broker has ended the consumption on a living connection. */
  void cancelled(Subscription ended) {
    transport
        .process()
        .hand(
            () -> {
              if (subscription != ended) {
                return;
              }
              subscription = null;
              loseAll();
              restarts++;
              if (transport.broker().queue(queue) != null && ended.queueGone()) {
                transport.tellIfOthersMake(queue);
              }
              transport.declareAgain(queue);
              Connection connection = transport.connection();
              if (stopping) {
                quiet.complete(null);
              } else if (connection != null) {
                connected(connection);
              }
            });
  }

  void arrived(Subscription from, long tag, Stored stored) {
    transport
        .process()
        .hand(
            () -> {
              if (closed || subscription != from) {
                return;
              }
              SimulatedDelivery delivery = new SimulatedDelivery(this, from, tag, stored);
              unsettled.add(delivery);
              handler.handle(delivery);
            });
  }

  void settled(SimulatedDelivery delivery) {
    unsettled.remove(delivery);
  }

  @Override
  public long restarts() {
    return restarts;
  }

  @Override
  public CompletableFuture<Void> stopTaking() {
    if (!stopping) {
      stopping = true;
      Subscription from = subscription;
      if (from == null) {
        quiet.complete(null);
      } else {
        from.stopTaking(() -> transport.process().hand(() -> quiet.complete(null)));
      }
    }
    return quiet;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    transport.forget(this);
    loseAll();
    Subscription from = subscription;
    if (from != null && transport.process().alive()) {
      from.close();
    }
    quiet.complete(null);
  }
}
