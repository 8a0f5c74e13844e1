package io.taskflow.testkit.simulation.world;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What happened in a world: a hash of all of it, which tells whether two runs were the same, and
 * the last events, which a violation is explained with. Not thread-safe.
 */
public final class Trace {

  private static final int KEPT = 3_000;

  private record Event(long atNanos, String who, String what, String about) {
    @Override
    public String toString() {
      return "%12.3f ms  %-12s %s %s".formatted(atNanos / 1e6, who, what, about);
    }
  }

  private final Time time;
  private final Deque<Event> last = new ArrayDeque<>(KEPT);
  private long hash = 7;
  private long events;

  Trace(Time time) {
    this.time = time;
  }

  /** Notes an event. */
  public void note(String who, String what, String about) {
    Event event = new Event(time.nowNanos(), who, what, about);
    events++;
    hash = 31 * hash + event.hashCode();
    if (last.size() == KEPT) {
      last.remove();
    }
    last.add(event);
  }

  /** Depends on all events and their times; the same on every machine. */
  public long hash() {
    return hash;
  }

  /** How many events there were. */
  public long events() {
    return events;
  }

  /** The last events, oldest first, one a line. */
  public List<String> last() {
    return last.stream().map(Event::toString).toList();
  }
}
