package io.taskflow.engine.runtime;

import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.protocol.FlowId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who in this process waits for, or listens to, which flow. Thread-safe. */
final class FlowWatch {

  private static final Logger LOG = LoggerFactory.getLogger(FlowWatch.class);

  private final Map<FlowId, List<Consumer<FlowChange>>> listeners = new ConcurrentHashMap<>();
  private final Map<FlowId, CompletableFuture<FlowResult>> results = new ConcurrentHashMap<>();

  FlowHandle.Subscription listen(FlowId flow, Consumer<FlowChange> listener) {
    listeners.computeIfAbsent(flow, f -> new CopyOnWriteArrayList<>()).add(listener);
    return () ->
        listeners.computeIfPresent(
            flow,
            (f, all) -> {
              all.remove(listener);
              return all.isEmpty() ? null : all;
            });
  }

  /** What everybody who waits for the flow's next rest shares. */
  CompletableFuture<FlowResult> result(FlowId flow) {
    return results.computeIfAbsent(flow, f -> new CompletableFuture<>());
  }

  /** The flows that somebody waits for. */
  Set<FlowId> awaited() {
    return Set.copyOf(results.keySet());
  }

  /** Events of a flow are stored. */
  void changed(FlowId flow, String name, List<FlowEvent> events) {
    List<Consumer<FlowChange>> hearing = listeners.get(flow);
    if (hearing == null) {
      return;
    }
    for (FlowEvent event : events) {
      FlowChange change = new FlowChange(flow, name, event);
      for (Consumer<FlowChange> listener : hearing) {
        try {
          listener.accept(change);
        } catch (RuntimeException e) {
          LOG.warn("a listener of flow {} failed", flow, e);
        }
      }
    }
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
