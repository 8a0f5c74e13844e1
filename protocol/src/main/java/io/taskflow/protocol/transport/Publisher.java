package io.taskflow.protocol.transport;

import java.util.List;

/**
 * Publishes messages in the order given and tells the outcome of each. A message is kept until the
 * broker has confirmed it: if the connection is lost before that, it is published again, in order,
 * after reconnection. So a message may arrive more than once, and none is lost while the process
 * lives, unless it is {@linkplain OutcomeListener#isWanted not wanted} any more. Thread-safe;
 * messages of one thread keep their order.
 */
public interface Publisher extends AutoCloseable {

  /**
   * Hands a message over without waiting for the broker.
   *
   * @param listener is told the outcome exactly once, on a transport thread, unless the publisher
   *     is closed before; must return quickly. One that {@linkplain OutcomeListener#isQuick waits
   *     for nothing} may be told on any thread, also on this one before the call returns
   * @throws PublisherClosedException if the publisher is closed
   */
  void publish(OutgoingMessage message, OutcomeListener listener);

  /**
   * Hands messages over as {@link #publish(OutgoingMessage, OutcomeListener)} does, one after
   * another, to be sent together: that costs less than one by one.
   */
  default void publish(List<Posting> postings) {
    postings.forEach(posting -> publish(posting.message(), posting.listener()));
  }

  /**
   * How many messages have been handed over and have no outcome yet. Those that are not wanted any
   * more count until they are dropped.
   */
  int pending();

  /**
   * Some messages are not wanted any more: what they take is given back soon, and not only when
   * their turn to be sent has come. Does not wait.
   */
  default void dropUnwanted() {}

  /** Ends at once: what has no outcome yet gets none, and may or may not reach the broker. */
  @Override
  void close();

  /**
   * One of several messages to be published.
   *
   * @param listener is told what became of it
   */
  record Posting(OutgoingMessage message, OutcomeListener listener) {}

  /** Is told what became of a message. */
  @FunctionalInterface
  interface OutcomeListener {

    /** Must return quickly and not throw. */
    void outcome(PublishOutcome outcome);

    /** Whether {@link #outcome} waits for nothing, so that any thread may run it. */
    default boolean isQuick() {
      return false;
    }

    /**
     * Whether the message is still to be published. Asked by any thread whenever it is about to be
     * sent, also for the second time; what is not wanted is dropped, and nobody is told an outcome.
     * Must be quick and not throw, and once it is false it stays so.
     */
    default boolean isWanted() {
      return true;
    }

    /**
     * The message is about to be published once more, because the connection was lost before it was
     * known what had become of it: the broker may have it twice, or have had it, whatever the
     * outcome is in the end. Told on a transport thread, each time; must return quickly and not
     * throw.
     */
    default void again() {}
  }

  /**
   * An {@link OutcomeListener} that waits for nothing: no thread has to be woken for it. It may be
   * told before others that are told of earlier messages.
   */
  @FunctionalInterface
  interface QuickListener extends OutcomeListener {

    /** For those who need not know. */
    QuickListener NONE = outcome -> {};

    @Override
    default boolean isQuick() {
      return true;
    }
  }
}
