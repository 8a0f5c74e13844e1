package io.taskflow.protocol.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes into an {@link InMemoryBroker}. Callers only put messages into a queue; its own thread
 * hands them to the broker in batches and tells the outcomes.
 */
final class InMemoryPublisher implements Publisher {

  private sealed interface Item {}

  /** A message and who waits for its outcome. */
  record Handed(OutgoingMessage message, OutcomeListener listener) implements Item {}

  /** Wakes the thread up, so that it sees that it is to end. */
  private record Ended() implements Item {}

  private static final Logger LOG = LoggerFactory.getLogger(InMemoryPublisher.class);
  private static final int LARGEST_BATCH = 256;

  private final InMemoryTransport transport;
  private final String name;
  private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
  private final AtomicInteger pending = new AtomicInteger();
  private volatile boolean closed;

  InMemoryPublisher(InMemoryTransport transport, String name) {
    this.transport = transport;
    this.name = name;
  }

  void start() {
    Thread.ofPlatform().daemon().name(name).start(this::run);
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void publish(OutgoingMessage message, OutcomeListener listener) {
    if (closed) {
      throw new PublisherClosedException(name);
    }
    pending.incrementAndGet();
    items.add(new Handed(message, listener));
  }

  @Override
  public int pending() {
    return pending.get();
  }

  @Override
  public void close() {
    closed = true;
    items.add(new Ended());
    transport.forget(this);
  }

  private void run() {
    List<Item> taken = new ArrayList<>(LARGEST_BATCH);
    while (!closed) {
      try {
        taken.add(items.take());
      } catch (InterruptedException e) {
        // A listener has left the thread interrupted; that says nothing about this loop.
        continue;
      }
      items.drainTo(taken, LARGEST_BATCH - 1);
      List<Handed> batch = new ArrayList<>(taken.size());
      for (Item item : taken) {
        if (item instanceof Handed handed) {
          batch.add(handed);
        }
      }
      taken.clear();
      int handedOver = batch.size();
      List<PublishOutcome> outcomes = transport.publish(this, batch);
      pending.addAndGet(batch.size() - handedOver);
      tell(batch, outcomes);
    }
  }

  private void tell(List<Handed> batch, List<PublishOutcome> outcomes) {
    for (int i = 0; i < outcomes.size() && !closed; i++) {
      pending.decrementAndGet();
      transport.counters().settled(outcomes.get(i));
      tell(batch.get(i), outcomes.get(i));
    }
  }

  private static void tell(Handed handed, PublishOutcome outcome) {
    try {
      handed.listener().outcome(outcome);
    } catch (Throwable e) {
      LOG.error(
          "The listener of message {} failed on {}", handed.message().messageId(), outcome, e);
    }
  }
}
