package io.taskflow.protocol.transport;

import io.taskflow.protocol.transport.Declaration.DeadLetter;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges and queues of an {@link InMemoryBroker}, and the way of a message through them.
 * Guarded by the broker's lock.
 */
final class InMemoryTopology {

  private static final String DEFAULT_EXCHANGE = "";

  private final int queueCapacity;
  private final Map<String, InMemoryExchange> exchanges = new HashMap<>();
  private final Map<String, InMemoryQueue> queues = new LinkedHashMap<>();

  InMemoryTopology(int queueCapacity) {
    this.queueCapacity = queueCapacity;
  }

  @Nullable InMemoryQueue queue(String name) {
    return queues.get(name);
  }

  Set<String> queueNames() {
    return Set.copyOf(queues.keySet());
  }

  void declare(Declaration declaration, InMemoryTransport by) {
    switch (declaration) {
      case Declaration.Exchange exchange -> declareExchange(exchange);
      case Declaration.Queue queue -> declareQueue(queue, by);
    }
  }

  private void declareExchange(Declaration.Exchange wanted) {
    InMemoryExchange existing =
        exchanges.computeIfAbsent(wanted.name(), name -> new InMemoryExchange(wanted.kind()));
    if (existing.kind() != wanted.kind()) {
      throw new TransportException(
          "exchange '%s' was to be %s but exists as %s; delete it or use another namespace"
              .formatted(wanted.name(), wanted.kind(), existing.kind()));
    }
  }

  private void declareQueue(Declaration.Queue wanted, InMemoryTransport by) {
    for (Declaration.Binding binding : wanted.bindings()) {
      if (!exchanges.containsKey(binding.exchange())) {
        throw new TransportException(
            "queue '%s' was to be bound to exchange '%s', which does not exist; declare it before"
                .formatted(wanted.name(), binding.exchange()));
      }
    }
    InMemoryQueue queue = queues.get(wanted.name());
    if (queue == null) {
      boolean exclusive = wanted.kind() == Declaration.QueueKind.EXCLUSIVE;
      queue = new InMemoryQueue(wanted, exclusive ? by : null, queueCapacity, this::deadLetter);
      queues.put(wanted.name(), queue);
    } else {
      checkSame(wanted, queue, by);
    }
    for (Declaration.Binding binding : wanted.bindings()) {
      exchange(binding.exchange()).bind(binding.routingKey(), queue);
    }
  }

  private static void checkSame(
      Declaration.Queue wanted, InMemoryQueue queue, InMemoryTransport by) {
    Declaration.Queue existing = queue.declaration();
    if (!queue.admits(by)) {
      throw new TransportException(
          "queue '%s' is exclusive to another connection; use another name"
              .formatted(wanted.name()));
    }
    if (!properties(wanted).equals(properties(existing))) {
      throw new TransportException(
          "queue '%s' was to be %s but exists as %s; delete it or use another namespace"
              .formatted(wanted.name(), properties(wanted), properties(existing)));
    }
  }

  /** Everything but the bindings, which may be added to. */
  private static Declaration.Queue properties(Declaration.Queue queue) {
    return new Declaration.Queue(
        queue.name(), queue.kind(), List.of(), queue.deliveryLimit(), queue.deadLetter());
  }

  private InMemoryExchange exchange(String name) {
    InMemoryExchange exchange = exchanges.get(name);
    if (exchange == null) {
      throw new IllegalArgumentException("no exchange '" + name + "'");
    }
    return exchange;
  }

  @Nullable InMemoryQueue remove(String name) {
    InMemoryQueue removed = queues.remove(name);
    if (removed != null) {
      exchanges.values().forEach(exchange -> exchange.unbind(removed));
    }
    return removed;
  }

  void removeOwnedBy(InMemoryTransport transport) {
    List<String> owned =
        queues.values().stream()
            .filter(queue -> queue.owner() == transport)
            .map(queue -> queue.declaration().name())
            .toList();
    owned.forEach(this::remove);
  }

  PublishOutcome publish(OutgoingMessage message) {
    Collection<InMemoryQueue> targets = route(message.exchange(), message.routingKey());
    if (targets == null || targets.stream().anyMatch(InMemoryQueue::isFull)) {
      return PublishOutcome.REFUSED;
    }
    if (targets.isEmpty() && message.mandatory()) {
      return PublishOutcome.RETURNED;
    }
    targets.forEach(queue -> queue.add(message));
    return PublishOutcome.CONFIRMED;
  }

  /** The queues for a message; null if there is no such exchange. */
  private @Nullable Collection<InMemoryQueue> route(String exchangeName, String routingKey) {
    if (exchangeName.equals(DEFAULT_EXCHANGE)) {
      InMemoryQueue queue = queues.get(routingKey);
      return queue == null ? List.of() : List.of(queue);
    }
    InMemoryExchange exchange = exchanges.get(exchangeName);
    return exchange == null ? null : exchange.route(routingKey);
  }

  private void deadLetter(InMemoryQueue from, OutgoingMessage message) {
    DeadLetter target = from.declaration().deadLetter();
    if (target == null) {
      return;
    }
    Map<String, String> headers = new HashMap<>(message.headers());
    headers.putIfAbsent("x-first-death-queue", from.declaration().name());
    headers.putIfAbsent("x-first-death-reason", "delivery_limit");
    headers.putIfAbsent("x-first-death-exchange", message.exchange());
    OutgoingMessage dead =
        new OutgoingMessage(
            target.exchange(),
            target.routingKey(),
            message.body(),
            message.type(),
            message.messageId(),
            message.correlationId(),
            message.contentType(),
            message.persistent(),
            false,
            message.priority(),
            headers);
    Collection<InMemoryQueue> targets = route(dead.exchange(), dead.routingKey());
    if (targets != null) {
      targets.forEach(queue -> queue.add(dead));
    }
  }
}
