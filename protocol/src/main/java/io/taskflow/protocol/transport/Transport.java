package io.taskflow.protocol.transport;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A link to a message broker that mends itself: it reconnects for ever with backoff and jitter,
 * declares again what was declared, and consumes again what was consumed. Thread-safe.
 */
public interface Transport extends AutoCloseable {

  /**
   * Makes sure that exchanges, queues and bindings exist, now and after every reconnection. An
   * exchange must come before the queues that are bound to it. Returns when the broker has them, or
   * at once if the broker is not reachable (they are then declared when it is, and {@link
   * #onQueueLost} tells of those that are made then).
   *
   * @return the names of the durable queues that were not there and were made now
   * @throws TransportException if the broker refuses them, for instance because a queue of that
   *     name exists with other properties
   */
  Set<String> declare(List<Declaration> declarations);

  /**
   * Makes a queue now, with its bindings, if it is not there. Unlike {@link #declare} that is done
   * once: after a reconnection, and when a consumer finds the queue gone, it is not made anew;
   * {@link #onQueueLost} tells of that. Only if the connection is lost between the queue and its
   * bindings are these made after the reconnection.
   *
   * @return whether it is there now; false if the broker could not be asked
   * @throws TransportException if the broker refuses it, for instance because a queue of that name
   *     exists with other properties
   */
  boolean make(Declaration.Queue queue);

  /** Whether a queue is there, or the broker can't be asked now. */
  boolean mayExist(String queue);

  /**
   * Binds a queue again that somebody else has made, who may have died before it was bound. Makes
   * no queue. If the broker can't be asked now, that is done after the reconnection.
   *
   * @return false if the queue is not there
   * @throws TransportException if the broker refuses the bindings
   */
  boolean bindIfThere(Declaration.Queue queue);

  /**
   * How many messages wait in a queue, and for how many consumers. Waits for the broker, as long as
   * it takes to answer.
   *
   * @return empty if the queue is not there, or the broker can't be asked now
   */
  Optional<QueueDepth> depth(String queue);

  /**
   * Opens a publisher with its own channel and thread.
   *
   * @param name names its thread and appears in logs, for instance {@code engine-1}
   */
  Publisher publisher(String name);

  /**
   * Begins to consume a queue. Deliveries are handed to the handler one after another on a thread
   * of this consumer, or, if it is {@linkplain DeliveryHandler#quick quick}, on the one that reads
   * from the network; the handler must not block for long. If the queue vanishes, the consumer is
   * cancelled or the channel is closed, the transport declares and consumes again; a queue that was
   * never declared here is consumed again when somebody has made it.
   *
   * @param queue a queue that was declared by {@link #declare} or is made by {@link #make}
   * @param prefetch how many deliveries may be unacknowledged at once, at least 1
   */
  Consumer consume(String queue, int prefetch, DeliveryHandler handler);

  /** What the link can do at this moment. */
  LinkState state();

  /** What it has been through and has in hand. */
  TransportStatistics statistics();

  /** Calls the listener on every change of the state from now on, on a transport thread. */
  void onStateChange(LinkStateListener listener);

  /**
   * Calls the listener, on a transport thread, whenever a durable queue that was declared here was
   * gone and had to be declared anew: somebody deleted it, or the broker lost it. Where several
   * transports declare a queue, at least one of them is told.
   *
   * <p>Of a queue that is consumed here and was not declared here it tells when the broker cancels
   * the consumer, which it does when a queue is deleted, and whenever the queue is found to be
   * missing, again and again until it is there.
   */
  void onQueueLost(QueueLossListener listener);

  /**
   * Closes all publishers and consumers and the connections. What was not confirmed stays unknown;
   * what was not acknowledged goes back to its queue.
   */
  @Override
  void close();
}
