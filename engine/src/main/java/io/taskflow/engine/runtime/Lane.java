package io.taskflow.engine.runtime;

import io.taskflow.engine.runtime.Flight.Held;
import io.taskflow.engine.runtime.Flight.Out;
import io.taskflow.protocol.FlowId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one topic: those that are out, and those that wait for room, one of each flow in
 * turn. Owned by the partition's loop.
 */
final class Lane {

  private record Place(FlowId flow, String task) {}

  private final Map<Place, Out> out = new LinkedHashMap<>();
  private final Map<FlowId, LinkedHashMap<String, Held>> held = new LinkedHashMap<>();
  private int heldBack;

  void add(Out request) {
    out.put(new Place(request.flow(), request.task().name()), request);
  }

  void remove(FlowId flow, String task) {
    out.remove(new Place(flow, task));
  }

  void hold(Held request) {
    String task = Objects.requireNonNull(request.timer().task());
    LinkedHashMap<String, Held> ofFlow =
        held.computeIfAbsent(request.flow(), flow -> new LinkedHashMap<>());
    heldBack += ofFlow.put(task, request) == null ? 1 : 0;
  }

  /** Takes the first one of the flow that has waited longest for its turn. */
  @Nullable Held next() {
    if (held.isEmpty()) {
      return null;
    }
    FlowId flow = held.keySet().iterator().next();
    LinkedHashMap<String, Held> ofFlow = Objects.requireNonNull(held.remove(flow));
    Held first = Objects.requireNonNull(ofFlow.pollFirstEntry()).getValue();
    if (!ofFlow.isEmpty()) {
      held.put(flow, ofFlow);
    }
    heldBack--;
    return first;
  }

  boolean holds(FlowId flow) {
    return held.containsKey(flow);
  }

  void dropHeld(FlowId flow) {
    LinkedHashMap<String, Held> dropped = held.remove(flow);
    heldBack -= dropped == null ? 0 : dropped.size();
  }

  void dropHeld(FlowId flow, String task) {
    LinkedHashMap<String, Held> ofFlow = held.get(flow);
    if (ofFlow != null && ofFlow.remove(task) != null) {
      heldBack--;
      if (ofFlow.isEmpty()) {
        held.remove(flow);
      }
    }
  }

  int out() {
    return out.size();
  }

  int heldBack() {
    return heldBack;
  }

  int waitingFlows() {
    return held.size();
  }

  Collection<Out> all() {
    return out.values();
  }
}
