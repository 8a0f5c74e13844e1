package io.taskflow.protocol.transport;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Publishes by a publisher that others publish by, too, and keeps to its own: what it has handed
 * over, and its end. The broker and the network do less for one channel than for many that each
 * have a part of the messages. Whatever holds up the shared channel holds up all of them.
 * Thread-safe.
 */
public final class SharingPublisher implements Publisher {

  private final Publisher shared;
  private final AtomicInteger pending = new AtomicInteger();
  private volatile boolean closed;

  /**
   * One of those who share a publisher.
   *
   * @param shared stays open when this one is closed
   */
  public SharingPublisher(Publisher shared) {
    this.shared = shared;
  }

  @Override
  public void publish(OutgoingMessage message, OutcomeListener listener) {
    requireOpen();
    pending.incrementAndGet();
    shared.publish(message, new Own(listener));
  }

  @Override
  public void publish(List<Posting> postings) {
    requireOpen();
    pending.addAndGet(postings.size());
    shared.publish(
        postings.stream().map(p -> new Posting(p.message(), new Own(p.listener()))).toList());
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the publisher is closed");
    }
  }

  @Override
  public int pending() {
    return pending.get();
  }

  @Override
  public void close() {
    closed = true;
  }

  /** A listener of this publisher's, which is told nothing when that is closed. */
  private final class Own implements OutcomeListener {

    private final OutcomeListener listener;

    Own(OutcomeListener listener) {
      this.listener = listener;
    }

    @Override
    public void outcome(PublishOutcome outcome) {
      if (!closed) {
        pending.decrementAndGet();
        listener.outcome(outcome);
      }
    }

    @Override
    public boolean isQuick() {
      return listener.isQuick();
    }

    @Override
    public boolean isWanted() {
      return !closed && listener.isWanted();
    }

    @Override
    public void again() {
      if (!closed) {
        listener.again();
      }
    }
  }
}
