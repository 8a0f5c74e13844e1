package io.taskflow.protocol.amqp;

import static io.taskflow.protocol.amqp.Messages.message;
import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.DeliveryHandler;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Publisher;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Numbered messages: what was published, what became of it, what has arrived. One thread sends. */
final class Traffic implements DeliveryHandler {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final String exchange;
  private final String routingKey;
  private final Outcomes outcomes = new Outcomes();
  private final Set<String> received = ConcurrentHashMap.newKeySet();
  private final List<String> firstArrivals = new CopyOnWriteArrayList<>();
  private int sent;

  /** Straight into a queue. */
  Traffic(String queue) {
    this("", queue);
  }

  Traffic(String exchange, String routingKey) {
    this.exchange = exchange;
    this.routingKey = routingKey;
  }

  void send(Publisher publisher, int count) {
    for (int i = 0; i < count; i++) {
      outcomes.publish(publisher, message(exchange, routingKey, Integer.toString(sent++), true));
    }
  }

  @Override
  public void handle(Delivery delivery) {
    if (received.add(delivery.messageId())) {
      firstArrivals.add(delivery.messageId());
    }
    delivery.ack();
  }

  int sent() {
    return sent;
  }

  int received() {
    return received.size();
  }

  long confirmed() {
    return outcomes.count(PublishOutcome.CONFIRMED);
  }

  /** Waits until every message has arrived and was confirmed exactly once. */
  void awaitComplete() {
    await().atMost(LIMIT).until(() -> received.size() == sent && outcomes.count() == sent);
    assertThat(confirmed()).as("confirmed").isEqualTo(sent);
  }

  /** The ids in the order in which each arrived for the first time. */
  List<String> firstArrivals() {
    return List.copyOf(firstArrivals);
  }
}
