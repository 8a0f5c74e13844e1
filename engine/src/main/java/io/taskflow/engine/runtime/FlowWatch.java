package io.taskflow.engine.runtime;

import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.protocol.FlowId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Who in this process waits for, or listens to, which flow. Thread-safe. */
final class FlowWatch {

  private final FlowListeners listeners = new FlowListeners();
  private final Map<FlowId, CompletableFuture<FlowResult>> results = new ConcurrentHashMap<>();
  private volatile boolean closed;

  FlowHandle.Subscription listen(FlowId flow, Consumer<FlowChange> listener) {
    return listeners.listen(flow, listener);
  }

  /** What everybody who waits for the flow's next rest shares. */
  CompletableFuture<FlowResult> result(FlowId flow) {
    CompletableFuture<FlowResult> waiting =
        results.computeIfAbsent(flow, f -> new CompletableFuture<>());
    if (closed) {
      failWaiting(flow);
    }
    return waiting;
  }

  /** The flows that somebody waits for. */
  Set<FlowId> awaited() {
    return Set.copyOf(results.keySet());
  }

  /** Events of a flow are stored. */
  void changed(FlowId flow, String name, List<FlowEvent> events) {
    listeners.changed(flow, name, events);
  }

  /** The flow has come to rest; the result is made only if somebody waits for it. */
  void atRest(FlowId flow, Supplier<FlowResult> result) {
    CompletableFuture<FlowResult> waiting = results.remove(flow);
    if (waiting != null) {
      try {
        FlowResult value = result.get();
        waiting.completeAsync(() -> value);
      } catch (RuntimeException e) {
        waiting.completeAsync(
            () -> {
              throw e;
            });
      }
    }
  }

  /** Nobody will hear anything more. */
  void close() {
    // In this order: whoever comes later sees the flag, whoever came before is in the map.
    closed = true;
    awaited().forEach(this::failWaiting);
    listeners.close();
  }

  private void failWaiting(FlowId flow) {
    CompletableFuture<FlowResult> waiting = results.remove(flow);
    if (waiting != null) {
      waiting.completeExceptionally(
          new IllegalStateException(
              "the engine was closed while flow "
                  + flow
                  + " was going; it goes on when an engine is started"));
    }
  }
}
