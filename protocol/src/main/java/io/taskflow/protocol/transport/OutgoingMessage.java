package io.taskflow.protocol.transport;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to the broker.
 *
 * @param exchange where to; empty for the default exchange, whose routing key is a queue's name
 * @param routingKey which of the exchange's bindings it is for
 * @param body must not be changed afterwards
 * @param type the kind of message, for instance {@code task-request}
 * @param messageId identity by which a receiver can drop duplicates
 * @param correlationId what it belongs to, a flow's id; null if nothing
 * @param contentType the body's media type
 * @param persistent whether a durable queue keeps it over a broker's restart
 * @param mandatory whether it is to be returned if there is no queue for it
 * @param priority 0 to 9; null for the broker's default
 * @param headers small texts by name
 */
public record OutgoingMessage(
    String exchange,
    String routingKey,
    byte[] body,
    String type,
    String messageId,
    @Nullable String correlationId,
    String contentType,
    boolean persistent,
    boolean mandatory,
    @Nullable Integer priority,
    Map<String, String> headers) {

  public OutgoingMessage {
    headers = Map.copyOf(headers);
  }

  /** The same message with other headers. */
  public OutgoingMessage withHeaders(Map<String, String> others) {
    return new OutgoingMessage(
        exchange,
        routingKey,
        body,
        type,
        messageId,
        correlationId,
        contentType,
        persistent,
        mandatory,
        priority,
        others);
  }
}
