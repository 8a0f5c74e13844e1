package io.taskflow.protocol.amqp;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.LongString;
import io.taskflow.protocol.transport.Delivery;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A message in a consumer's hand. Immutable but for whether it is settled; thread-safe. */
final class AmqpDelivery implements Delivery {

  private static final String COUNT_HEADER = "x-delivery-count";

  /** Sends the acknowledgement, or gives the message back. */
  @FunctionalInterface
  interface Settlement {
    void settle(long tag, boolean acknowledged);
  }

  private final Envelope envelope;
  private final BasicProperties properties;
  private final byte[] body;
  private final Settlement settlement;
  private final BooleanSupplier lost;
  private final AtomicBoolean settled = new AtomicBoolean();

  /**
   * @param lost whether the channel that it came by is gone; may be asked by any thread
   */
  AmqpDelivery(
      Envelope envelope,
      BasicProperties properties,
      byte[] body,
      Settlement settlement,
      BooleanSupplier lost) {
    this.envelope = envelope;
    this.properties = properties;
    this.body = body;
    this.settlement = settlement;
    this.lost = lost;
  }

  @Override
  public byte[] body() {
    return body;
  }

  @Override
  public String type() {
    return Objects.requireNonNullElse(properties.getType(), "");
  }

  @Override
  public String messageId() {
    return Objects.requireNonNullElse(properties.getMessageId(), "");
  }

  @Override
  public @Nullable String correlationId() {
    return properties.getCorrelationId();
  }

  @Override
  public String exchange() {
    return envelope.getExchange();
  }

  @Override
  public String routingKey() {
    return envelope.getRoutingKey();
  }

  @Override
  public @Nullable Integer priority() {
    return properties.getPriority();
  }

  @Override
  public Map<String, String> headers() {
    if (properties.getHeaders() == null) {
      return Map.of();
    }
    Map<String, String> headers = new HashMap<>();
    properties
        .getHeaders()
        .forEach(
            (name, value) -> {
              if (value instanceof LongString
                  || value instanceof String
                  || value instanceof Number) {
                headers.put(name, value.toString());
              }
            });
    return Map.copyOf(headers);
  }

  @Override
  public boolean redelivered() {
    return envelope.isRedeliver();
  }

  @Override
  public int priorDeliveries() {
    int least = envelope.isRedeliver() ? 1 : 0;
    Map<String, Object> headers = properties.getHeaders();
    Object count = headers == null ? null : headers.get(COUNT_HEADER);
    return count instanceof Number number ? Math.max(least, number.intValue()) : least;
  }

  @Override
  public boolean lost() {
    return lost.getAsBoolean();
  }

  @Override
  public void ack() {
    settle(true);
  }

  @Override
  public void requeue() {
    settle(false);
  }

  private void settle(boolean acknowledged) {
    if (settled.compareAndSet(false, true)) {
      settlement.settle(envelope.getDeliveryTag(), acknowledged);
    }
  }
}
