package io.taskflow.protocol.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.DeliveryHandler;
import io.taskflow.worker.Patience;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A handler that keeps deliveries for the test to look at. Thread-safe. */
final class Inbox implements DeliveryHandler {

  private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();

  @Override
  public void handle(Delivery delivery) {
    deliveries.add(delivery);
  }

  int size() {
    return deliveries.size();
  }

  /** Waits for the next delivery. */
  Delivery next() {
    try {
      Delivery delivery = deliveries.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
      assertThat(delivery).as("a delivery within %s", Patience.LIMIT).isNotNull();
      return delivery;
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while waiting for a delivery", e);
    }
  }

  /** Waits for so many deliveries. */
  List<Delivery> next(int count) {
    List<Delivery> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(next());
    }
    return taken;
  }

  static List<String> ids(List<Delivery> deliveries) {
    return deliveries.stream().map(Delivery::messageId).toList();
  }
}
