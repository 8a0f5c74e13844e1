package io.taskflow.benchmarks.load;

import io.taskflow.engine.journal.FlowQuery;
import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.listen.FlowListener;
import io.taskflow.engine.listen.StatusChange;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.protocol.FlowId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When flows of another engine are heard of here for the first time. The listener's thread adds,
 * another one asks.
 */
final class FirstSigns implements FlowListener {

  private final Map<FlowId, Long> firstAtMillis = new ConcurrentHashMap<>();
  private final Set<FlowId> watched = new HashSet<>();

  @Override
  public void taskChanged(StatusChange.OfTask change) {
    firstAtMillis.putIfAbsent(change.flow().state().id(), System.currentTimeMillis());
  }

  /** Begins to watch all flows that run and have not been heard of here; how many there are. */
  int watch(Engine engine) {
    watched.clear();
    FlowQuery query = FlowQuery.newest(FlowQuery.MAX_LIMIT).withStatuses(FlowStatus.RUNNING);
    for (List<FlowRow> page = engine.flows(query);
        !page.isEmpty();
        page = engine.flows(query.after(page.getLast().id()))) {
      page.forEach(row -> watched.add(row.id()));
    }
    watched.removeAll(firstAtMillis.keySet());
    return watched.size();
  }

  /** Of those that are watched, how many have been heard of, and when the first and the last. */
  Map<String, Object> heard() {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    int count = 0;
    for (FlowId flow : watched) {
      Long at = firstAtMillis.get(flow);
      if (at != null) {
        count++;
        first = Math.min(first, at);
        last = Math.max(last, at);
      }
    }
    return Map.of("count", count, "firstAtMillis", first, "lastAtMillis", last);
  }
}
