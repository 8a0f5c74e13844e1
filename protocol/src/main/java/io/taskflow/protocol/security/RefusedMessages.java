package io.taskflow.protocol.security;

import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts messages that are not what they claim to be where people find them, with the reason, and
 * counts them. A control message, a notification or a dead letter is only counted and logged: it
 * would not be kept otherwise, or is there already. Thread-safe.
 */
public final class RefusedMessages {

  /** The header that says why a message is dead. */
  public static final String REASON = "taskflow-reason";

  private static final Logger LOG = LoggerFactory.getLogger(RefusedMessages.class);
  private static final String OWN_HEADERS = "taskflow-";

  private final Transport transport;
  private final Topology topology;
  private final Runnable whenRefused;
  private @Nullable Publisher publisher;

  /**
   * @param whenRefused counts
   */
  public RefusedMessages(Transport transport, Topology topology, Runnable whenRefused) {
    this.transport = transport;
    this.topology = topology;
    this.whenRefused = whenRefused;
  }

  /** Puts it away; it is acknowledged when it is there. */
  public void put(Delivery delivery, String reason) {
    whenRefused.run();
    LOG.warn(
        "refused a message of type '{}' from exchange '{}' with routing key '{}': {}",
        delivery.type(),
        delivery.exchange(),
        delivery.routingKey(),
        reason);
    String place = placeOf(delivery);
    if (place == null) {
      delivery.ack();
      return;
    }
    publisher()
        .publish(
            letter(delivery, place, reason),
            outcome -> {
              if (outcome != PublishOutcome.CONFIRMED) {
                LOG.error("a refused message could not be put to '{}': dropped", place);
              }
              delivery.ack();
            });
  }

  /** The key of its dead letter; null if there is none. */
  private @Nullable String placeOf(Delivery delivery) {
    String exchange = delivery.exchange();
    boolean kept =
        exchange.equals(topology.tasksExchange()) || exchange.equals(topology.inboxExchange());
    return kept
        ? exchange.substring(topology.namespace().length() + 1) + "." + delivery.routingKey()
        : null;
  }

  private OutgoingMessage letter(Delivery delivery, String place, String reason) {
    Map<String, String> headers = new HashMap<>(delivery.headers());
    headers.keySet().removeIf(name -> !name.startsWith(OWN_HEADERS));
    headers.put(REASON, reason);
    return new OutgoingMessage(
        topology.deadExchange(),
        place,
        delivery.body(),
        delivery.type(),
        delivery.messageId(),
        delivery.correlationId(),
        "application/octet-stream",
        true,
        false,
        null,
        headers);
  }

  private synchronized Publisher publisher() {
    Publisher current = publisher;
    if (current == null) {
      current = transport.publisher("refused-messages");
      publisher = current;
    }
    return current;
  }
}
