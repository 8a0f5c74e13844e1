package io.taskflow.protocol.transport;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that must exist at the broker. All of them survive a broker's restart, unless said. */
public sealed interface Declaration {

  /** The exchange's or queue's name. */
  String name();

  /** A durable exchange. */
  record Exchange(String name, ExchangeKind kind) implements Declaration {}

  /** How an exchange picks queues. */
  enum ExchangeKind {
    /** By an equal key. */
    DIRECT,
    /** By a pattern of words: {@code *} is one word, {@code #} any number. */
    TOPIC
  }

  /**
   * A queue with its bindings.
   *
   * @param deliveryLimit after how many failed deliveries a message goes to the dead-letter
   *     exchange; null for no limit. Only quorum queues have it.
   * @param deadLetter where messages go that are rejected or over the limit; null to nowhere
   */
  record Queue(
      String name,
      QueueKind kind,
      List<Binding> bindings,
      @Nullable Integer deliveryLimit,
      @Nullable DeadLetter deadLetter)
      implements Declaration {
    public Queue {
      bindings = List.copyOf(bindings);
      if (deliveryLimit != null && (kind != QueueKind.QUORUM || deliveryLimit < 1)) {
        throw new IllegalArgumentException(
            "queue '%s': only a QUORUM queue has a delivery limit, of at least 1, but it is %s with %d"
                .formatted(name, kind, deliveryLimit));
      }
    }
  }

  /** How a queue keeps its messages. */
  enum QueueKind {
    /** Replicated, durable. */
    QUORUM,
    /** On one node, durable. */
    CLASSIC,
    /** For this connection only; vanishes with it, and is made anew after reconnection. */
    EXCLUSIVE
  }

  /** Routes an exchange's messages with a routing key into the queue. */
  record Binding(String exchange, String routingKey) {}

  /** Where dead letters go. */
  record DeadLetter(String exchange, String routingKey) {}
}
