package io.taskflow.testkit.broker;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * A plain AMQP connection with one channel in confirm mode, and no recovery. Used by one thread.
 */
final class AmqpProbe implements AutoCloseable {

  private static final long CONFIRM_LIMIT_MILLIS = 60_000;

  final Connection connection;
  final Channel channel;

  private AmqpProbe(Connection connection) throws IOException {
    this.connection = connection;
    this.channel = connection.createChannel();
    channel.confirmSelect();
  }

  static AmqpProbe connect(URI uri) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(uri);
    factory.setAutomaticRecoveryEnabled(false);
    return new AmqpProbe(factory.newConnection("probe"));
  }

  void declareQuorumQueue(String queue) throws IOException {
    channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "quorum"));
  }

  void declareClassicQueue(String queue) throws IOException {
    channel.queueDeclare(queue, true, false, false, Map.of());
  }

  void publish(String queue, String text) throws IOException {
    channel.basicPublish(
        "", queue, MessageProperties.PERSISTENT_BASIC, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Publishes {@code m0}, {@code m1} and so on and waits until the broker has confirmed them. */
  void publishConfirmed(String queue, int count)
      throws IOException, InterruptedException, TimeoutException {
    for (int i = 0; i < count; i++) {
      publish(queue, "m" + i);
    }
    channel.waitForConfirmsOrDie(CONFIRM_LIMIT_MILLIS);
  }

  /** Takes all messages that are there, acknowledging them, in the order of the queue. */
  List<String> takeAll(String queue) throws IOException {
    List<String> texts = new ArrayList<>();
    GetResponse next = channel.basicGet(queue, true);
    while (next != null) {
      texts.add(new String(next.getBody(), StandardCharsets.UTF_8));
      next = channel.basicGet(queue, true);
    }
    return texts;
  }

  @Override
  public void close() {
    connection.abort();
  }
}
