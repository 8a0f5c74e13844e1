package io.taskflow.protocol.amqp;

import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.Publisher.OutcomeListener;
import io.taskflow.protocol.transport.Publisher.Posting;
import io.taskflow.protocol.transport.Publisher.QuickListener;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Collects the outcomes of published messages by their ids; half of its listeners are quick.
 * Thread-safe.
 */
final class Outcomes {

  private final Map<String, List<PublishOutcome>> byId = new ConcurrentHashMap<>();

  void publish(Publisher publisher, OutgoingMessage message) {
    publisher.publish(message, of(message));
  }

  /** Hands them over together. */
  void publish(Publisher publisher, List<OutgoingMessage> messages) {
    publisher.publish(messages.stream().map(m -> new Posting(m, of(m))).toList());
  }

  private OutcomeListener of(OutgoingMessage message) {
    QuickListener quick =
        outcome ->
            byId.computeIfAbsent(message.messageId(), id -> new CopyOnWriteArrayList<>())
                .add(outcome);
    return message.messageId().hashCode() % 2 == 0 ? quick : quick::outcome;
  }

  /** All outcomes of a message; a correct transport tells one. */
  List<PublishOutcome> of(String messageId) {
    return byId.getOrDefault(messageId, List.of());
  }

  int count() {
    return byId.values().stream().mapToInt(List::size).sum();
  }

  long count(PublishOutcome outcome) {
    return byId.values().stream().flatMap(List::stream).filter(outcome::equals).count();
  }
}
