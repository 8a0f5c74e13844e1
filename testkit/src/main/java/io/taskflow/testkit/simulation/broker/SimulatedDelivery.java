package io.taskflow.testkit.simulation.broker;

import io.taskflow.protocol.transport.Delivery;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message in the hand of a process. */
final class SimulatedDelivery implements Delivery {

  private final SimulatedConsumer consumer;
  private final Subscription subscription;
  private final long tag;
  private final Stored stored;
  private boolean settled;
  private boolean lost;

  SimulatedDelivery(
      SimulatedConsumer consumer, Subscription subscription, long tag, Stored stored) {
    this.consumer = consumer;
    this.subscription = subscription;
    this.tag = tag;
    this.stored = stored;
  }

  void lose() {
    lost = true;
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
    return stored.message().headers();
  }

  @Override
  public boolean redelivered() {
    return stored.returns() > 0;
  }

  @Override
  public int priorDeliveries() {
    return subscription.queue().counts() ? stored.returns() : Math.min(1, stored.returns());
  }

  @Override
  public boolean lost() {
    return lost;
  }

  @Override
  public void ack() {
    if (first() && !lost) {
      SimulatedBroker broker = consumer.transport().broker();
      broker
          .watch()
          .acknowledged(
              consumer.transport().process(), subscription.queue().name(), stored.message());
      subscription.settle(tag, true);
    }
  }

  @Override
  public void requeue() {
    if (first() && !lost) {
      subscription.settle(tag, false);
    }
  }

  private boolean first() {
    consumer.transport().process().touch();
    boolean first = !settled;
    settled = true;
    consumer.settled(this);
    return first;
  }
}
