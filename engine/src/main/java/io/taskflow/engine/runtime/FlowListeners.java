package io.taskflow.engine.runtime;

import io.taskflow.engine.listen.FlowListener;
import io.taskflow.engine.listen.StatusChange;
import io.taskflow.engine.listen.StatusChanges;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.protocol.FlowId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who in this process listens to which flow. Thread-safe; tells on the caller's thread. */
final class FlowListeners {

  private static final Logger LOG = LoggerFactory.getLogger(FlowListeners.class);

  private final List<FlowListener> ofAll;
  private final EngineMetrics metrics;
  private final Map<FlowId, List<FlowListener>> ofOne = new ConcurrentHashMap<>();
  private final Map<FlowId, List<Consumer<FlowChange>>> ofEvents = new ConcurrentHashMap<>();

  /** With listeners that hear of all flows. */
  FlowListeners(List<FlowListener> ofAll, EngineMetrics metrics) {
    this.ofAll = List.copyOf(ofAll);
    this.metrics = metrics;
  }

  FlowHandle.Subscription add(FlowId flow, FlowListener listener) {
    return add(ofOne, flow, listener);
  }

  FlowHandle.Subscription add(FlowId flow, Consumer<FlowChange> listener) {
    return add(ofEvents, flow, listener);
  }

  private static <L> FlowHandle.Subscription add(
      Map<FlowId, List<L>> listeners, FlowId flow, L listener) {
    // In one step with the removal of a flow's last listener, which takes its list away.
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

  /** Events of a flow are stored. */
  void changed(FlowPlan plan, FlowState before, List<FlowEvent> events) {
    List<FlowListener> one = ofOne.getOrDefault(before.id(), List.of());
    if (!ofAll.isEmpty() || !one.isEmpty()) {
      for (StatusChange change : StatusChanges.of(plan, before, events)) {
        ofAll.forEach(listener -> tell(change.flowId(), () -> listener.changed(change)));
        one.forEach(listener -> tell(change.flowId(), () -> listener.changed(change)));
      }
    }
    List<Consumer<FlowChange>> raw = ofEvents.getOrDefault(before.id(), List.of());
    for (FlowEvent event : raw.isEmpty() ? List.<FlowEvent>of() : events) {
      FlowChange change = new FlowChange(before.id(), before.name(), event);
      raw.forEach(listener -> tell(change.flow(), () -> listener.accept(change)));
    }
  }

  /** Code of others must not stop the loop, whatever it does. */
  private void tell(FlowId flow, Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      metrics.listenerFailed();
      LOG.warn("a listener of flow {} failed", flow, e);
    }
  }

  /** Nobody who listens to one flow will hear anything more. */
  void clear() {
    ofOne.clear();
    ofEvents.clear();
  }
}
