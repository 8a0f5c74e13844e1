package io.taskflow.protocol.transport;

/** A running consumption of a queue. Thread-safe. */
public interface Consumer extends AutoCloseable {

  /** How often it had to begin anew because the broker cancelled it or its channel was closed. */
  long restarts();

  /**
   * Takes no more deliveries, but keeps the channel so that what is in hand can still be
   * acknowledged. Idempotent.
   */
  void stopTaking();

  /** Stops for good: what was not acknowledged goes back to the queue at once. */
  @Override
  void close();
}
