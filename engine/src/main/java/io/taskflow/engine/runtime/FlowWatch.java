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
  private volatile boolean closed;

  FlowWatch(FlowListeners listeners) {
    this.listeners = listeners;
  }

  FlowListeners listeners() {
    return listeners;
  }

  /**
   * What everybody who waits for the flow's next rest shares. The partition's loop completes it, so
   * nothing that takes time may depend on it without a thread of its own.
   */
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

  /** The flow has come to rest; the result is made only if somebody waits for it. */
  void atRest(FlowId flow, Supplier<FlowResult> result) {
    CompletableFuture<FlowResult> waiting = results.remove(flow);
    if (waiting != null) {
      try {
        FlowResult value = result.get();
        waiting.complete(value);
      } catch (RuntimeException e) {
        // What depends on a failure would be run on this thread, also if it asked for another one.
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
