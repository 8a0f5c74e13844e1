package io.taskflow.engine.runtime;

import io.taskflow.engine.machine.Timer;
import io.taskflow.protocol.FlowId;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The timers of a partition's flows. Owned by the partition's loop. */
final class TimerQueue {

  /** A timer of a flow. */
  record Entry(FlowId flow, Timer timer) {}

  private final PriorityQueue<Entry> queue =
      new PriorityQueue<>(Comparator.comparing(e -> e.timer().at()));
  private final Map<FlowId, Integer> counts = new HashMap<>();

  void add(FlowId flow, Timer timer) {
    queue.add(new Entry(flow, timer));
    counts.merge(flow, 1, Integer::sum);
  }

  /** When the next one is due; null if there is none. */
  @Nullable Instant next() {
    dropForgotten();
    Entry first = queue.peek();
    return first == null ? null : first.timer().at();
  }

  /** Takes one that is due; null if none is. */
  @Nullable Entry takeDue(Instant now) {
    Instant next = next();
    if (next == null || next.isAfter(now)) {
      return null;
    }
    Entry entry = queue.remove();
    counts.computeIfPresent(entry.flow(), (flow, n) -> n == 1 ? null : n - 1);
    return entry;
  }

  /** Whether the flow has any timer. */
  boolean has(FlowId flow) {
    return counts.containsKey(flow);
  }

  /** Drops all timers of a flow that has ended. */
  void forget(FlowId flow) {
    counts.remove(flow);
  }

  private void dropForgotten() {
    for (Entry first = queue.peek();
        first != null && !counts.containsKey(first.flow());
        first = queue.peek()) {
      queue.remove();
    }
  }
}
