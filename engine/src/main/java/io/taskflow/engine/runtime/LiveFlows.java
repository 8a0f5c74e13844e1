package io.taskflow.engine.runtime;

import io.taskflow.protocol.FlowId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The flows of a partition that are in memory. All of them can be read again from the journal at
 * any time, so the least recently used ones leave when there are too many. Owned by the partition's
 * loop.
 */
final class LiveFlows {

  /** How many flows a partition keeps in memory. */
  private static final int CAPACITY = 20_000;

  private final FlowLoader loader;
  private final Map<FlowId, LiveFlow> flows = new LinkedHashMap<>(16, 0.75f, true);

  LiveFlows(FlowLoader loader) {
    this.loader = loader;
  }

  /** The flow, read from the journal if it is not in memory; empty if there is none of that id. */
  Optional<LiveFlow> get(FlowId id) {
    LiveFlow live = flows.get(id);
    if (live != null) {
      return Optional.of(live);
    }
    Optional<LiveFlow> loaded = loader.load(id);
    loaded.ifPresent(this::add);
    return loaded;
  }

  void add(LiveFlow flow) {
    flows.put(flow.id(), flow);
  }

  /** The flow leaves memory, because it rests or because its state is in doubt. */
  void remove(FlowId id) {
    flows.remove(id);
  }

  /** Makes room. To be called only when everything in memory is stored. */
  void trim() {
    var eldest = flows.entrySet().iterator();
    for (int surplus = flows.size() - CAPACITY; surplus > 0; surplus--) {
      eldest.next();
      eldest.remove();
    }
  }

  int size() {
    return flows.size();
  }
}
