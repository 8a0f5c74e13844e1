package io.taskflow.engine.runtime;

import io.taskflow.engine.listen.FlowListener;
import io.taskflow.engine.listen.StatusChange;
import io.taskflow.engine.listen.StatusChanges;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.metrics.EngineMetrics;
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

  private final List<FlowListener> ofAll;
  private final EngineMetrics metrics;
  private final Map<FlowId, List<FlowListener>> ofOne = new ConcurrentHashMap<>();
  private final Map<FlowId, List<Consumer<FlowChange>>> ofEvents = new ConcurrentHashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("flow-listeners").daemon().factory());

  /** With listeners that hear of all flows. */
  FlowListeners(List<FlowListener> ofAll, EngineMetrics metrics) {
    this.ofAll = List.copyOf(ofAll);
    this.metrics = metrics;
  }

  FlowHandle.Subscription listen(FlowId flow, FlowListener listener) {
    return add(ofOne, flow, listener);
  }

  FlowHandle.Subscription listen(FlowId flow, Consumer<FlowChange> listener) {
    return add(ofEvents, flow, listener);
  }

  private static <L> FlowHandle.Subscription add(
      Map<FlowId, List<L>> listeners, FlowId flow, L listener) {
    // Within compute: a list that is about to be dropped as empty must not get a listener.
    listeners.compute(
        flow,
        (f, known) -> {
          List<L> all = known == null ? new CopyOnWriteArrayList<>() : known;
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

  /**
   * A step of a flow is stored. Called by the flow's loop, which is spared the rest.
   *
   * @param before how the flow stood before its events
   */
  void changed(FlowState before, List<FlowEvent> events) {
    List<FlowListener> statuses = ofOne.getOrDefault(before.id(), List.of());
    List<Consumer<FlowChange>> raw = ofEvents.getOrDefault(before.id(), List.of());
    if (ofAll.isEmpty() && statuses.isEmpty() && raw.isEmpty()) {
      return;
    }
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      metrics.listenersMissed();
      LOG.warn("listeners are too slow: dropped {} events of flow {}", events.size(), before.id());
      return;
    }
    try {
      thread.execute(
          () -> {
            waiting.decrementAndGet();
            tellStatuses(statuses, before, events);
            tellEvents(raw, before, events);
          });
    } catch (RejectedExecutionException e) {
      LOG.debug("the engine is closed; nobody hears of flow {} any more", before.id());
    }
  }

  private void tellStatuses(List<FlowListener> ofThis, FlowState before, List<FlowEvent> events) {
    if (ofAll.isEmpty() && ofThis.isEmpty()) {
      return;
    }
    for (StatusChange change : StatusChanges.of(before, events)) {
      ofAll.forEach(listener -> tell(before.id(), () -> listener.changed(change)));
      ofThis.forEach(listener -> tell(before.id(), () -> listener.changed(change)));
    }
  }

  private void tellEvents(
      List<Consumer<FlowChange>> raw, FlowState before, List<FlowEvent> events) {
    for (FlowEvent event : raw.isEmpty() ? List.<FlowEvent>of() : events) {
      FlowChange change = new FlowChange(before.id(), before.name(), event);
      raw.forEach(listener -> tell(before.id(), () -> listener.accept(change)));
    }
  }

  private void tell(FlowId flow, Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException | Error e) {
      metrics.listenerFailed();
      LOG.warn("a listener of flow {} failed", flow, e);
    }
  }

  /** What is stored already is still told; nothing that comes later. */
  void close() {
    ofOne.clear();
    ofEvents.clear();
    thread.shutdown();
  }
}
