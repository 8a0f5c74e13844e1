package io.taskflow.protocol.transport;

import io.taskflow.protocol.transport.InMemoryQueue.Stored;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message in a consumer's hand. Whether it is settled is guarded by the broker's lock. */
final class InMemoryDelivery implements Delivery {

  private static final String COUNT_HEADER = "x-delivery-count";

  private final InMemoryConsumer consumer;
  private final Stored stored;
  private final boolean counted;
  private boolean settled;
  private volatile boolean lost;

  /**
   * @param counted whether the queue tells how often a message was given back
   */
  InMemoryDelivery(InMemoryConsumer consumer, Stored stored, boolean counted) {
    this.consumer = consumer;
    this.stored = stored;
    this.counted = counted;
  }

  Stored stored() {
    return stored;
  }

  /** True for the first call only. */
  boolean settle() {
    boolean first = !settled;
    settled = true;
    return first;
  }

  /** Takes it away from its receiver. */
  void lose() {
    lost = true;
  }

  @Override
  public boolean lost() {
    return lost;
  }

  @Override
  public byte[] body() {
    return stored.message().body();
  }

  @Override
  public String type() {
    return stored.message().type();
  }

  @Override
  public String messageId() {
    return stored.message().messageId();
  }

  @Override
  public @Nullable String correlationId() {
    return stored.message().correlationId();
  }

  @Override
  public String exchange() {
    return stored.message().exchange();
  }

  @Override
  public String routingKey() {
    return stored.message().routingKey();
  }

  @Override
  public @Nullable Integer priority() {
    return stored.message().priority();
  }

  @Override
  public Map<String, String> headers() {
    if (!counted || stored.returns() == 0) {
      return stored.message().headers();
    }
    Map<String, String> headers = new HashMap<>(stored.message().headers());
    headers.put(COUNT_HEADER, Integer.toString(stored.returns()));
    return Map.copyOf(headers);
  }

  @Override
  public boolean redelivered() {
    return stored.returns() > 0;
  }

  @Override
  public int priorDeliveries() {
    return counted ? stored.returns() : Math.min(1, stored.returns());
  }

  @Override
  public void ack() {
    consumer.acknowledge(this);
  }

  @Override
  public void requeue() {
    consumer.giveBack(this);
  }
}
