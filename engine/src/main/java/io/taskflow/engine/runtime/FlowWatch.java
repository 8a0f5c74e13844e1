package io.taskflow.engine.runtime;

import io.taskflow.protocol.FlowId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Who in this process waits for, or listens to, which flow. Thread-safe. */
final class FlowWatch {

  private final FlowListeners listeners;
  private final Map<FlowId, CompletableFuture<FlowResult>> results = new ConcurrentHashMap<>();

  FlowWatch(FlowListeners listeners) {
    this.listeners = listeners;
  }

  FlowListeners listeners() {
    return listeners;
  }

  /** What everybody who waits for the flow's next rest shares. */
  CompletableFuture<FlowResult> result(FlowId flow) {
    return results.computeIfAbsent(flow, f -> new CompletableFuture<>());
  }

  /** The flows that somebody waits for. */
  Set<FlowId> awaited() {
    return Set.copyOf(results.keySet());
  }

  /** The flow has come to rest; the result is made only if somebody waits for it. */
  void atRest(FlowId flow, Supplier<FlowResult> result) {
    CompletableFuture<FlowResult> waiting = results.remove(flow);
    if (waiting != null) {
      try {
        FlowResult value = result.get();
        waiting.completeAsync(() -> value);
      } catch (RuntimeException e) {
        waiting.completeExceptionally(e);
      }
    }
  }

  /** Nobody will hear anything more. */
  void close() {
    for (FlowId flow : awaited()) {
      CompletableFuture<FlowResult> waiting = results.remove(flow);
      if (waiting != null) {
        waiting.completeExceptionally(
            new IllegalStateException(
                "the engine was closed while flow "
                    + flow
                    + " was going; it goes on when an engine is started"));
      }
    }
    listeners.clear();
  }
}
