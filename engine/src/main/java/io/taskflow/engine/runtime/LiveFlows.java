package io.taskflow.engine.runtime;

import io.taskflow.protocol.FlowId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The flows of a partition that are in memory. All of them can be read again from the journal at
 * any time, so the least recently used ones leave when there are too many. Owned by the partition's
 * loop, but for {@link #goes}.
 */
final class LiveFlows {

  /** How many atoms a partition keeps in memory; a flow counts as one more than it has. */
  private static final long CAPACITY = 200_000;

  private final FlowLoader loader;
  private final long capacity;
  private long weight;
  private final Map<FlowId, LiveFlow> flows = new LinkedHashMap<>(16, 0.75f, true);

  private final Set<FlowId> going = ConcurrentHashMap.newKeySet();

  private Consumer<LiveFlow> whenRead = flow -> {};

  LiveFlows(FlowLoader loader) {
    this(loader, CAPACITY);
  }

  /**
   * Room of another size.
   *
   * @param capacity how many atoms, flows counted in
   */
  LiveFlows(FlowLoader loader, long capacity) {
    this.loader = loader;
    this.capacity = capacity;
  }

  /** Whom to tell of flows that are read from the journal. */
  void whenRead(Consumer<LiveFlow> told) {
    whenRead = told;
  }

  /** The flow, read from the journal if it is not in memory; empty if there is none of that id. */
  Optional<LiveFlow> get(FlowId id) {
    LiveFlow live = flows.get(id);
    if (live != null) {
      long before = live.weighed();
      weight += live.weigh() - before;
      return Optional.of(live);
    }
    Optional<LiveFlow> loaded = loader.load(id);
    loaded.ifPresent(
        flow -> {
          add(flow);
          whenRead.accept(flow);
        });
    return loaded;
  }

  /** The flow if it is in memory. */
  @Nullable LiveFlow peek(FlowId id) {
    return flows.get(id);
  }

  /** As it is stored now, the flow goes on by itself until it is removed. */
  void goesOn(FlowId id) {
    going.add(id);
  }

  /** Whether the flow is known to go on; false says nothing. Any thread. */
  boolean goes(FlowId id) {
    return going.contains(id);
  }

  void add(LiveFlow flow) {
    weight -= weighed(flows.put(flow.id(), flow));
    weight += flow.weigh();
  }

  /** The flow leaves memory, because it rests or because its state is in doubt. */
  void remove(FlowId id) {
    going.remove(id);
    weight -= weighed(flows.remove(id));
  }

  /** Makes room. To be called only when everything in memory is stored. */
  void trim() {
    var eldest = flows.entrySet().iterator();
    // The one that was used last stays, however large it is.
    for (int left = flows.size(); weight > capacity && left > 1; left--) {
      LiveFlow leaving = eldest.next().getValue();
      going.remove(leaving.id());
      weight -= weighed(leaving);
      eldest.remove();
    }
  }

  private static long weighed(@Nullable LiveFlow flow) {
    return flow == null ? 0 : flow.weighed();
  }

  int size() {
    return flows.size();
  }
}
