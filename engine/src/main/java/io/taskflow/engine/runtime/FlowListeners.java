package io.taskflow.engine.runtime;

import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.protocol.FlowId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who in this process listens to which flow. Listeners are called on one thread of their own, in
 * order: they may call the engine, which would wait for a partition's loop, and whatever they do
 * holds up listeners only. Thread-safe.
 */
final class FlowListeners {

  private static final Logger LOG = LoggerFactory.getLogger(FlowListeners.class);

  /** How many steps of flows may wait for slow listeners before further ones are dropped. */
  static final int MAX_WAITING = 100_000;

  private final Map<FlowId, List<Consumer<FlowChange>>> listeners = new ConcurrentHashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("flow-listeners").daemon().factory());

  FlowHandle.Subscription listen(FlowId flow, Consumer<FlowChange> listener) {
    // Within compute: a list that is about to be dropped as empty must not get a listener.
    listeners.compute(
        flow,
        (f, known) -> {
          List<Consumer<FlowChange>> all = known == null ? new CopyOnWriteArrayList<>() : known;
          all.add(listener);
          return all;
        });
    return () ->
        listeners.computeIfPresent(
            flow,
            (f, all) -> {
              all.remove(listener);
              return all.isEmpty() ? null : all;
            });
  }

  /** Events of a flow are stored. Called by the flow's loop. */
  void changed(FlowId flow, String name, List<FlowEvent> events) {
    List<Consumer<FlowChange>> hearing = listeners.get(flow);
    if (hearing == null) {
      return;
    }
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      LOG.warn("listeners are too slow: dropped {} changes of flow {}", events.size(), flow);
      return;
    }
    try {
      thread.execute(() -> tell(hearing, flow, name, events));
    } catch (RejectedExecutionException e) {
      LOG.debug("the engine is closed; nobody hears of flow {} any more", flow);
    }
  }

  private void tell(
      List<Consumer<FlowChange>> hearing, FlowId flow, String name, List<FlowEvent> events) {
    waiting.decrementAndGet();
    for (FlowEvent event : events) {
      FlowChange change = new FlowChange(flow, name, event);
      for (Consumer<FlowChange> listener : hearing) {
        tell(listener, change);
      }
    }
  }

  private static void tell(Consumer<FlowChange> listener, FlowChange change) {
    try {
      listener.accept(change);
    } catch (RuntimeException | Error e) {
      LOG.warn("a listener of flow {} failed", change.flow(), e);
    }
  }

  /** What is stored already is still told; nothing that comes later. */
  void close() {
    listeners.clear();
    thread.shutdown();
  }
}
