package io.taskflow.protocol.transport;

import java.util.concurrent.CompletableFuture;

/** A running consumption of a queue. Thread-safe. */
public interface Consumer extends AutoCloseable {

  /** How often it had to begin anew because the broker cancelled it or its channel was closed. */
  long restarts();

  /**
   * Asks for no more deliveries, but keeps the channel so that what is in hand can still be
   * acknowledged. What the broker has sent by then still comes to the handler: giving it back here
   * would count as a delivery. Idempotent.
   *
   * @return completed, on a transport thread, when the handler has seen the last delivery
   */
  CompletableFuture<Void> stopTaking();

  /**
   * Stops for good: what was not acknowledged goes back to the queue at once, and counts as
   * delivered.
   */
  @Override
  void close();
}
