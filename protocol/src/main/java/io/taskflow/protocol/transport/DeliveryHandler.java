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

  /**
   * Whether it waits for nothing: no disk, no network, no lock that is held for long. Then it may
   * be called on the thread that reads from the network, which is fast.
   */
  default boolean isQuick() {
    return false;
  }

  /** The handler, which must wait for nothing. */
  static DeliveryHandler quick(DeliveryHandler handler) {
    return new DeliveryHandler() {
      @Override
      public void handle(Delivery delivery) {
        handler.handle(delivery);
      }

      @Override
      public boolean isQuick() {
        return true;
      }
    };
  }
}
