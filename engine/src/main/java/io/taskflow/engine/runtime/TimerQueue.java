package io.taskflow.engine.runtime;

import io.taskflow.engine.machine.Timer;
import io.taskflow.protocol.FlowId;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The timers of a partition's flows. Owned by the partition's loop.
 *
 * <p>Timers that are dropped stay in the queue until they come to its front, or until they are more
 * than half of it; an entry counts only as long as it is in its flow's set.
 */
final class TimerQueue {

  /** So many dropped entries may stay in the queue in any case. */
  private static final int SPARE = 64;

  /**
   * A timer of a flow.
   *
   * @param timer null if the flow is to be looked at for its timers
   */
  record Entry(FlowId flow, Instant at, @Nullable Timer timer) {
    Entry(FlowId flow, Timer timer) {
      this(flow, timer.at(), timer);
    }
  }

  private final PriorityQueue<Entry> queue = new PriorityQueue<>(Comparator.comparing(Entry::at));
  private final Map<FlowId, Set<Entry>> live = new HashMap<>();
  private int liveCount;

  void add(FlowId flow, Timer timer) {
    add(new Entry(flow, timer));
  }

  void add(Entry entry) {
    if (live.computeIfAbsent(entry.flow(), flow -> new HashSet<>()).add(entry)) {
      liveCount++;
      queue.add(entry);
    }
  }

  /** When the next one is due; null if there is none. */
  @Nullable Instant next() {
    dropDead();
    Entry first = queue.peek();
    return first == null ? null : first.at();
  }

  /** Takes one that is due; null if none is. */
  @Nullable Entry takeDue(Instant now) {
    Instant next = next();
    if (next == null || next.isAfter(now)) {
      return null;
    }
    Entry entry = queue.remove();
    liveCount--;
    live.computeIfPresent(
        entry.flow(),
        (flow, entries) -> {
          entries.remove(entry);
          return entries.isEmpty() ? null : entries;
        });
    return entry;
  }

  /** Whether the flow has any timer. */
  boolean has(FlowId flow) {
    return live.containsKey(flow);
  }

  /** How many timers the flow has. */
  int count(FlowId flow) {
    Set<Entry> entries = live.get(flow);
    return entries == null ? 0 : entries.size();
  }

  /** How many entries are held in memory, dropped ones included. */
  int size() {
    return queue.size();
  }

  /** Drops all timers of a flow that has ended. */
  void forget(FlowId flow) {
    Set<Entry> entries = live.remove(flow);
    if (entries != null) {
      liveCount -= entries.size();
      compact();
    }
  }

  /** Replaces the timers of a flow by those that still mean something. */
  void replace(FlowId flow, List<Timer> timers) {
    forget(flow);
    timers.forEach(timer -> add(flow, timer));
  }

  private boolean isLive(Entry entry) {
    Set<Entry> entries = live.get(entry.flow());
    return entries != null && entries.contains(entry);
  }

  private void dropDead() {
    for (Entry first = queue.peek(); first != null && !isLive(first); first = queue.peek()) {
      queue.remove();
    }
  }

  private void compact() {
    if (queue.size() > 2 * liveCount + SPARE) {
      queue.clear();
      live.values().forEach(queue::addAll);
    }
  }
}
