package io.taskflow.worker;

import io.taskflow.protocol.transport.Delivery;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that this worker has not settled yet, and where it came from. Owned by the worker's
 * loop.
 */
final class HeldDelivery {

  /** Carries the count of deliveries over when a request is published anew. */
  static final String PRIOR_DELIVERIES = "taskflow-prior-deliveries";

  private final Delivery delivery;
  private final TopicConsumer source;

  HeldDelivery(Delivery delivery, TopicConsumer source) {
    this.delivery = delivery;
    this.source = source;
  }

  Delivery delivery() {
    return delivery;
  }

  String topic() {
    return source.topic();
  }

  /** How often the request may have been begun before, by whatever worker. */
  int priorDeliveries() {
    int told = Math.max(delivery.priorDeliveries(), delivery.redelivered() ? 1 : 0);
    return told + carriedOver(delivery.headers());
  }

  /** Whether the broker has taken it back already. */
  boolean lost() {
    return delivery.lost();
  }

  void ack() {
    source.acknowledge(this);
  }

  /**
   * As {@link #ack}, and not {@linkplain TopicConsumer#retire held back}: for what is not over with
   * it, so that nobody should get it once more.
   */
  void ackAtOnce() {
    source.acknowledgeAtOnce(this);
  }

  void requeue() {
    source.requeue(this);
  }

  private static int carriedOver(Map<String, String> headers) {
    @Nullable String value = headers.get(PRIOR_DELIVERIES);
    return value != null && value.matches("\\d{1,6}") ? Integer.parseInt(value) : 0;
  }
}
