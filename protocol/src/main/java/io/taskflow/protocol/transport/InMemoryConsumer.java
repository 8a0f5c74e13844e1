package io.taskflow.protocol.transport;

import io.taskflow.protocol.transport.InMemoryQueue.Stored;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer of an {@link InMemoryBroker}'s queue. Its own thread calls the handler; everything
 * else is guarded by the broker's lock. A delivery waits in {@code inbox} until the thread takes
 * it, and stays in {@code unacknowledged} until it is settled.
 */
final class InMemoryConsumer implements Consumer {

  private static final Logger LOG = LoggerFactory.getLogger(InMemoryConsumer.class);

  private final Lock lock;
  private final Condition arrived;
  private final InMemoryTransport transport;
  private final String queueName;
  private final int prefetch;
  private final DeliveryHandler handler;
  private final Set<InMemoryDelivery> unacknowledged = new LinkedHashSet<>();
  private final ArrayDeque<InMemoryDelivery> inbox = new ArrayDeque<>();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private @Nullable InMemoryQueue queue;
  private boolean taking = true;
  private boolean closed;
  private long restarts;

  InMemoryConsumer(
      InMemoryTransport transport,
      Lock lock,
      String queueName,
      int prefetch,
      DeliveryHandler handler) {
    this.lock = lock;
    this.arrived = lock.newCondition();
    this.transport = transport;
    this.queueName = queueName;
    this.prefetch = prefetch;
    this.handler = handler;
  }

  void start() {
    Thread.ofPlatform().daemon().name(transport.name() + "/" + queueName).start(this::run);
  }

  String queueName() {
    return queueName;
  }

  boolean wantsQueue() {
    return taking && !closed && queue == null;
  }

  void attach(InMemoryQueue found) {
    queue = found;
    found.attach(this);
  }

  boolean hasCredit() {
    return unacknowledged.size() < prefetch;
  }

  void offer(Stored stored) {
    boolean counted = queue != null && queue.countsReturns();
    InMemoryDelivery delivery = new InMemoryDelivery(this, stored, counted);
    unacknowledged.add(delivery);
    inbox.add(delivery);
    arrived.signal();
  }

  /** The connection is gone: the queue gets everything back. */
  void disconnected() {
    InMemoryQueue left = queue;
    queue = null;
    if (left != null) {
      left.detach(this);
      left.giveBack(takeAway());
    }
  }

  /** The queue is gone, and with it what had been delivered from it. */
  void queueDeleted() {
    queue = null;
    takeAway();
    restarts++;
    transport.counters().consumerRestarted();
  }

  void acknowledge(InMemoryDelivery delivery) {
    lock.lock();
    try {
      if (delivery.settle() && unacknowledged.remove(delivery) && queue != null) {
        queue.acknowledged();
      }
    } finally {
      lock.unlock();
    }
  }

  void giveBack(InMemoryDelivery delivery) {
    lock.lock();
    try {
      InMemoryQueue from = queue;
      List<Stored> back = settleAll(List.of(delivery));
      if (from != null) {
        from.giveBack(back);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long restarts() {
    lock.lock();
    try {
      return restarts;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public CompletableFuture<Void> stopTaking() {
    lock.lock();
    try {
      taking = false;
      if (queue != null) {
        queue.detach(this);
      }
      arrived.signal();
    } finally {
      lock.unlock();
    }
    return stopped;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      disconnected();
      transport.forget(this);
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  private List<Stored> takeAway() {
    List<InMemoryDelivery> all = List.copyOf(unacknowledged);
    all.forEach(InMemoryDelivery::lose);
    return settleAll(all);
  }

  private List<Stored> settleAll(Collection<InMemoryDelivery> deliveries) {
    List<Stored> settled = new ArrayList<>();
    for (InMemoryDelivery delivery : deliveries) {
      if (delivery.settle()) {
        settled.add(delivery.stored());
      }
      unacknowledged.remove(delivery);
      inbox.remove(delivery);
    }
    return settled;
  }

  private void run() {
    handleAll();
    stopped.complete(null);
  }

  private void handleAll() {
    for (InMemoryDelivery next = take(); next != null; next = take()) {
      try {
        handler.handle(next);
      } catch (Throwable e) {
        LOG.error(
            "Handler of queue {} failed on message {} ({}); it is given back",
            queueName,
            next.messageId(),
            next.type(),
            e);
        giveBack(next);
      }
    }
  }

  private @Nullable InMemoryDelivery take() {
    lock.lock();
    try {
      while (inbox.isEmpty() && taking && !closed) {
        arrived.awaitUninterruptibly();
      }
      return closed ? null : inbox.poll();
    } finally {
      lock.unlock();
    }
  }
}
