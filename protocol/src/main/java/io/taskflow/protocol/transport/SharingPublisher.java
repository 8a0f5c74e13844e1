package io.taskflow.protocol.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Publishes by a publisher that others publish by, too, and keeps to its own: what it has handed
 * over, and its end. The broker and the network do less for one channel than for many that each
 * have a part of the messages. Whatever holds up the shared channel holds up all of them. When it
 * is closed, which any thread may do at any time, nothing is published for it any more but what is
 * just being sent. Thread-safe.
 */
public final class SharingPublisher implements Publisher {

  private final String name;
  private final Publisher shared;
  private final AtomicInteger pending = new AtomicInteger();
  private volatile boolean closed;

  /**
   * One of those who share a publisher.
   *
   * @param name for errors
   * @param shared stays open when this one is closed
   */
  public SharingPublisher(String name, Publisher shared) {
    this.name = name;
    this.shared = shared;
  }

  @Override
  public void publish(OutgoingMessage message, OutcomeListener listener) {
    publish(List.of(new Posting(message, listener)));
  }

  @Override
  public void publish(List<Posting> postings) {
    if (closed) {
      throw new PublisherClosedException("'" + name + "'");
    }
    List<Posting> own = new ArrayList<>(postings.size());
    for (Posting posting : postings) {
      own.add(new Posting(posting.message(), new Own(posting.listener())));
    }
    pending.addAndGet(own.size());
    shared.publish(own);
    if (closed) {
      dropUnwanted(); // it was closed meanwhile, and what was dropped then did not have these
    }
  }

  @Override
  public int pending() {
    return pending.get();
  }

  @Override
  public void dropUnwanted() {
    shared.dropUnwanted();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      dropUnwanted();
    }
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
