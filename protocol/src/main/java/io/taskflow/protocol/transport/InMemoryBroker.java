package io.taskflow.protocol.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A message broker inside one JVM, with the promises of the real one: exchanges, queues, round
 * robin, prefetch, redelivery in order, delivery limits, dead letters, exclusive queues. It keeps
 * its messages in memory as long as it is referenced. Engines and workers of one JVM connect to the
 * same broker. It can be disturbed on purpose, for tests.
 *
 * <p>Thread-safe: one lock guards the whole broker and is held for microseconds; no handler,
 * listener or observer is called under it.
 */
public final class InMemoryBroker {

  /** How many messages a queue takes unless said otherwise. */
  public static final int DEFAULT_QUEUE_CAPACITY = 1_000_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition writable = lock.newCondition();
  private final InMemoryTopology topology;
  private final List<InMemoryTransport> transports = new ArrayList<>();
  private final List<java.util.function.Consumer<OutgoingMessage>> observers =
      new CopyOnWriteArrayList<>();
  private boolean running = true;
  private @Nullable String blockedBecause;

  /** An empty broker with {@link #DEFAULT_QUEUE_CAPACITY}. */
  public InMemoryBroker() {
    this(DEFAULT_QUEUE_CAPACITY);
  }

  /**
   * @param queueCapacity how many messages a queue takes, those in consumers' hands included; what
   *     is published to a full one is refused
   */
  public InMemoryBroker(int queueCapacity) {
    if (queueCapacity < 1) {
      throw new IllegalArgumentException(
          "queueCapacity must be at least 1, but is " + queueCapacity);
    }
    topology = new InMemoryTopology(queueCapacity);
  }

  /**
   * Opens a connection. Closing it gives back what its consumers have not acknowledged.
   *
   * @param name appears in thread names and logs
   */
  public Transport connect(String name) {
    InMemoryTransport transport = new InMemoryTransport(name, this, lock);
    locked(
        () -> {
          transports.add(transport);
          if (running) {
            transport.connected(blockedBecause);
          }
        });
    return transport;
  }

  /**
   * Shows every message to the observer from now on, on the thread of its publisher, before it is
   * routed; one that is published again after a lost connection is shown again. The observer must
   * not throw.
   */
  public void observe(java.util.function.Consumer<OutgoingMessage> observer) {
    observers.add(observer);
  }

  /** Cuts every connection; all come back at once. */
  public void disconnectAll() {
    locked(
        () -> {
          dropAll("the connection was cut");
          if (running) {
            connectAll();
          }
        });
  }

  /** Cuts every connection until {@link #start}. Queues and messages stay, exclusive ones don't. */
  public void stop() {
    locked(
        () -> {
          running = false;
          dropAll("the broker was stopped");
        });
  }

  /** Lets connections come back after {@link #stop}. */
  public void start() {
    locked(
        () -> {
          if (!running) {
            running = true;
            connectAll();
          }
        });
  }

  /** Takes no messages until {@link #unblock}; deliveries and acknowledgements go on. */
  public void block(String reason) {
    locked(
        () -> {
          blockedBecause = reason;
          transports.forEach(transport -> transport.blocked(reason));
        });
  }

  /** Takes messages again. */
  public void unblock() {
    locked(
        () -> {
          blockedBecause = null;
          transports.forEach(InMemoryTransport::unblocked);
          writable.signalAll();
        });
  }

  /**
   * Deletes a queue and its messages; its consumers are cancelled, and whoever declared it makes it
   * anew.
   *
   * @return false if there was none
   */
  public boolean deleteQueue(String name) {
    lock.lock();
    try {
      InMemoryQueue deleted = topology.remove(name);
      if (deleted == null) {
        return false;
      }
      deleted.consumers().forEach(InMemoryConsumer::queueDeleted);
      transports.forEach(transport -> transport.restore(name));
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The names of all queues at this moment. */
  public Set<String> queueNames() {
    lock.lock();
    try {
      return topology.queueNames();
    } finally {
      lock.unlock();
    }
  }

  /** How many messages wait in a queue for a consumer; 0 if there is no such queue. */
  public int queueLength(String name) {
    lock.lock();
    try {
      InMemoryQueue queue = topology.queue(name);
      return queue == null ? 0 : queue.length();
    } finally {
      lock.unlock();
    }
  }

  /** How many messages of a queue are in consumers' hands; 0 if there is no such queue. */
  public int unacknowledged(String name) {
    lock.lock();
    try {
      InMemoryQueue queue = topology.queue(name);
      return queue == null ? 0 : queue.unacknowledged();
    } finally {
      lock.unlock();
    }
  }

  InMemoryTopology topology() {
    return topology;
  }

  Condition writable() {
    return writable;
  }

  /** Consumers that waited for a queue get it. */
  void attachWaiting() {
    transports.forEach(InMemoryTransport::attachConsumers);
  }

  void show(OutgoingMessage message) {
    observers.forEach(observer -> observer.accept(message));
  }

  void forget(InMemoryTransport transport) {
    transports.remove(transport);
  }

  private void dropAll(String reason) {
    transports.forEach(transport -> transport.disconnected(reason));
  }

  private void connectAll() {
    transports.forEach(transport -> transport.connected(blockedBecause));
    writable.signalAll();
  }

  private void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }
}
