package io.taskflow.protocol.transport;

import io.taskflow.protocol.transport.Declaration.ExchangeKind;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** An exchange of an {@link InMemoryBroker} with its bindings. Guarded by the broker's lock. */
final class InMemoryExchange {

  private final ExchangeKind kind;
  private final Map<String, Set<InMemoryQueue>> bindings = new LinkedHashMap<>();

  InMemoryExchange(ExchangeKind kind) {
    this.kind = kind;
  }

  ExchangeKind kind() {
    return kind;
  }

  void bind(String bindingKey, InMemoryQueue queue) {
    bindings.computeIfAbsent(bindingKey, key -> new LinkedHashSet<>()).add(queue);
  }

  void unbind(InMemoryQueue queue) {
    bindings.values().forEach(queues -> queues.remove(queue));
    bindings.values().removeIf(Set::isEmpty);
  }

  /** Each queue once, however many of its bindings match. */
  Set<InMemoryQueue> route(String routingKey) {
    if (kind == ExchangeKind.DIRECT) {
      return bindings.getOrDefault(routingKey, Set.of());
    }
    Set<InMemoryQueue> matching = new LinkedHashSet<>();
    bindings.forEach(
        (bindingKey, queues) -> {
          if (Routing.matches(kind, bindingKey, routingKey)) {
            matching.addAll(queues);
          }
        });
    return matching;
  }
}
