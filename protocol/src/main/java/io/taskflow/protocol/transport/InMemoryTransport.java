package io.taskflow.protocol.transport;

import io.taskflow.protocol.transport.InMemoryPublisher.Handed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to an {@link InMemoryBroker}. Its state is guarded by the broker's lock; state
 * listeners are called on its own thread, in order.
 */
final class InMemoryTransport implements Transport {

  private static final Logger LOG = LoggerFactory.getLogger(InMemoryTransport.class);

  private final String name;
  private final InMemoryBroker broker;
  private final ReentrantLock lock;
  private final TransportCounters counters = new TransportCounters();
  private final List<Declaration> declarations = new ArrayList<>();
  private final List<InMemoryConsumer> consumers = new ArrayList<>();
  private final List<InMemoryPublisher> publishers = new ArrayList<>();
  private final List<LinkStateListener> listeners = new CopyOnWriteArrayList<>();
  private final List<QueueLossListener> lossListeners = new CopyOnWriteArrayList<>();
  private final ExecutorService announcer;
  private LinkState state = LinkState.DOWN;
  private @Nullable Instant blockedSince;
  private long connections;

  InMemoryTransport(String name, InMemoryBroker broker, ReentrantLock lock) {
    this.name = name;
    this.broker = broker;
    this.lock = lock;
    this.announcer =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name(name + "/link").factory());
  }

  String name() {
    return name;
  }

  TransportCounters counters() {
    return counters;
  }

  // --- called by the broker, under its lock

  void connected(@Nullable String blockedBecause) {
    if (state != LinkState.DOWN) {
      return;
    }
    if (connections++ > 0) {
      counters.recovered();
    }
    become(LinkState.UP, "connected");
    declareAgain(declarations);
    Set<String> consumed = new LinkedHashSet<>();
    consumers.forEach(consumer -> consumed.add(consumer.queueName()));
    consumed.forEach(this::tellIfMissing);
    if (blockedBecause != null) {
      blocked(blockedBecause);
    }
  }

  void disconnected(String reason) {
    if (state == LinkState.DOWN || state == LinkState.CLOSED) {
      return;
    }
    blockedSince = null;
    // Before it is announced, so that whoever hears of it sees which deliveries are lost.
    consumers.forEach(InMemoryConsumer::disconnected);
    become(LinkState.DOWN, reason);
    broker.topology().removeOwnedBy(this);
  }

  void blocked(String reason) {
    if (state == LinkState.UP) {
      blockedSince = Instant.now();
      become(LinkState.BLOCKED, reason);
    }
  }

  void unblocked() {
    if (state == LinkState.BLOCKED) {
      blockedSince = null;
      become(LinkState.UP, "the broker takes messages again");
    }
  }

  void restore(String queue) {
    if (isConnected()) {
      declareAgain(
          declarations.stream().filter(declared -> declared.name().equals(queue)).toList());
      if (consumers.stream().anyMatch(consumer -> consumer.queueName().equals(queue))) {
        tellIfMissing(queue);
      }
    }
  }

  private void tellIfMissing(String queue) {
    if (broker.topology().queue(queue) == null) {
      announce(lossListeners, listener -> listener.lost(queue));
    }
  }

  void attachConsumers() {
    if (!isConnected()) {
      return;
    }
    for (InMemoryConsumer consumer : consumers) {
      InMemoryQueue queue = broker.topology().queue(consumer.queueName());
      if (queue != null && queue.admits(this) && consumer.wantsQueue()) {
        consumer.attach(queue);
      }
    }
  }

  private void declareAgain(List<Declaration> declared) {
    for (Declaration declaration : declared) {
      try {
        boolean lost = isGone(declaration);
        broker.topology().declare(declaration, this);
        if (lost) {
          announce(lossListeners, listener -> listener.lost(declaration.name()));
        }
      } catch (TransportException e) {
        LOG.error("Connection {} goes on without a declaration", name, e);
      }
    }
    broker.attachWaiting();
  }

  private boolean isGone(Declaration declaration) {
    return declaration instanceof Declaration.Queue queue
        && queue.kind() != Declaration.QueueKind.EXCLUSIVE
        && broker.topology().queue(queue.name()) == null;
  }

  private boolean isConnected() {
    return state == LinkState.UP || state == LinkState.BLOCKED;
  }

  private void become(LinkState next, String reason) {
    state = next;
    announce(listeners, listener -> listener.changed(next, reason));
  }

  private <T> void announce(List<T> told, java.util.function.Consumer<T> news) {
    for (T listener : told) {
      announcer.execute(
          () -> {
            try {
              news.accept(listener);
            } catch (Throwable e) {
              LOG.error("A listener of connection {} failed", name, e);
            }
          });
    }
  }

  // --- called by publishers and consumers

  /**
   * Waits until the broker takes messages, then publishes all. If the connection is lost meanwhile,
   * the confirms are lost too, and everything is published again.
   *
   * @param batch what is not wanted any more is taken out of it
   * @return the outcomes in order; none if the publisher or the transport is closed
   */
  List<PublishOutcome> publish(InMemoryPublisher publisher, List<Handed> batch) {
    while (true) {
      batch.removeIf(handed -> !handed.listener().isWanted());
      batch.forEach(handed -> broker.show(handed.message()));
      List<PublishOutcome> outcomes = new ArrayList<>(batch.size());
      long connection;
      lock.lock();
      try {
        while (state != LinkState.UP && state != LinkState.CLOSED && !publisher.isClosed()) {
          broker.writable().awaitUninterruptibly();
        }
        if (state == LinkState.CLOSED || publisher.isClosed()) {
          return List.of();
        }
        connection = connections;
        batch.removeIf(handed -> !handed.listener().isWanted());
        batch.forEach(handed -> outcomes.add(broker.topology().publish(handed.message())));
      } finally {
        lock.unlock();
      }
      if (isStill(connection)) {
        return outcomes;
      }
      batch.forEach(handed -> handed.listener().again());
    }
  }

  private boolean isStill(long connection) {
    lock.lock();
    try {
      return isConnected() && connections == connection;
    } finally {
      lock.unlock();
    }
  }

  void forget(InMemoryConsumer consumer) {
    consumers.remove(consumer);
  }

  void forget(InMemoryPublisher publisher) {
    lock.lock();
    try {
      publishers.remove(publisher);
      broker.writable().signalAll();
    } finally {
      lock.unlock();
    }
  }

  // --- Transport

  @Override
  public Set<String> declare(List<Declaration> wanted) {
    Set<String> made = new HashSet<>();
    lock.lock();
    try {
      checkOpen();
      for (Declaration declaration : wanted) {
        if (isConnected()) {
          if (isGone(declaration)) {
            made.add(declaration.name());
          }
          broker.topology().declare(declaration, this);
        }
        if (!declarations.contains(declaration)) {
          declarations.add(declaration);
        }
      }
      broker.attachWaiting();
    } finally {
      lock.unlock();
    }
    return Set.copyOf(made);
  }

  @Override
  public boolean make(Declaration.Queue queue) {
    lock.lock();
    try {
      checkOpen();
      if (!isConnected()) {
        return false;
      }
      broker.topology().declare(queue, this);
      broker.attachWaiting();
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean mayExist(String queue) {
    lock.lock();
    try {
      checkOpen();
      return !isConnected() || broker.topology().queue(queue) != null;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean bindIfThere(Declaration.Queue queue) {
    lock.lock();
    try {
      return mayExist(queue.name()) && (!isConnected() || make(queue));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<QueueDepth> depth(String queue) {
    lock.lock();
    try {
      checkOpen();
      InMemoryQueue found = isConnected() ? broker.topology().queue(queue) : null;
      return Optional.ofNullable(found)
          .map(its -> new QueueDepth(its.length(), its.consumers().size()));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Publisher publisher(String publisherName) {
    InMemoryPublisher publisher = new InMemoryPublisher(this, publisherName);
    lock.lock();
    try {
      checkOpen();
      publishers.add(publisher);
    } finally {
      lock.unlock();
    }
    publisher.start();
    return publisher;
  }

  @Override
  public Consumer consume(String queue, int prefetch, DeliveryHandler handler) {
    if (prefetch < 1) {
      throw new IllegalArgumentException("prefetch must be at least 1, but is " + prefetch);
    }
    InMemoryConsumer consumer = new InMemoryConsumer(this, lock, queue, prefetch, handler);
    lock.lock();
    try {
      checkOpen();
      consumers.add(consumer);
      attachConsumers();
      if (isConnected()) {
        tellIfMissing(queue);
      }
    } finally {
      lock.unlock();
    }
    consumer.start();
    return consumer;
  }

  private void checkOpen() {
    if (state == LinkState.CLOSED) {
      throw new IllegalStateException("connection " + name + " is closed");
    }
  }

  @Override
  public LinkState state() {
    lock.lock();
    try {
      return state;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public TransportStatistics statistics() {
    lock.lock();
    try {
      int pending = publishers.stream().mapToInt(InMemoryPublisher::pending).sum();
      return counters.statistics(pending, blockedSince);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onQueueLost(QueueLossListener listener) {
    lossListeners.add(listener);
  }

  @Override
  public void onStateChange(LinkStateListener listener) {
    listeners.add(listener);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (state == LinkState.CLOSED) {
        return;
      }
      disconnected("closed");
      become(LinkState.CLOSED, "closed");
      broker.forget(this);
      List.copyOf(consumers).forEach(InMemoryConsumer::close);
      List.copyOf(publishers).forEach(InMemoryPublisher::close);
    } finally {
      lock.unlock();
    }
    announcer.shutdown();
  }
}
