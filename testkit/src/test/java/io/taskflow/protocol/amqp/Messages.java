package io.taskflow.protocol.amqp;

import io.taskflow.protocol.transport.OutgoingMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Makes messages for tests. */
final class Messages {

  private Messages() {}

  /** Persistent and mandatory, straight into a queue. */
  static OutgoingMessage toQueue(String queue, String id) {
    return message("", queue, id, true);
  }

  static OutgoingMessage message(String exchange, String routingKey, String id, boolean mandatory) {
    return message(exchange, routingKey, id, mandatory, id.getBytes(StandardCharsets.UTF_8));
  }

  static OutgoingMessage message(
      String exchange, String routingKey, String id, boolean mandatory, byte[] body) {
    return new OutgoingMessage(
        exchange,
        routingKey,
        body,
        "test",
        id,
        null,
        "text/plain",
        true,
        mandatory,
        null,
        Map.of());
  }

  /** The ids {@code 0}, {@code 1}, … */
  static List<String> ids(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }
}
