package io.taskflow.protocol.transport;

/** Receives the deliveries of one consumer, one after another. */
@FunctionalInterface
public interface DeliveryHandler {

  /**
   * Must return quickly. If it throws, the transport logs the error and requeues the delivery.
   *
   * @param delivery to be acknowledged or requeued at some time, from any thread
   */
  void handle(Delivery delivery);
}
