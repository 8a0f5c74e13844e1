package io.taskflow.testkit.simulation.world;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time and what is to happen in it. Time stands still while something happens, and jumps to
 * the next event when nothing is left to do. Not thread-safe.
 */
public final class Time {

  private static final Instant BEGINNING = Instant.parse("2030-01-01T00:00:00Z");

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long nowNanos;
  private long number;

  private record Event(long atNanos, long number, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  /** Nanoseconds since the beginning of the world. */
  public long nowNanos() {
    return nowNanos;
  }

  /** The time of day. */
  public Instant now() {
    return BEGINNING.plusNanos(nowNanos);
  }

  /** Lets something happen after a while. */
  public void after(Duration delay, Runnable action) {
    at(nowNanos + delay.toNanos(), action);
  }

  /** Lets something happen at a time, now if that is over. Of one time, in the order given. */
  public void at(long nanos, Runnable action) {
    events.add(new Event(Math.max(nanos, nowNanos), number++, action));
  }

  /** Takes what is to happen now; null if nothing is. */
  @Nullable Runnable takeDue() {
    Event first = events.peek();
    if (first == null || first.atNanos > nowNanos) {
      return null;
    }
    return events.remove().action();
  }

  boolean somethingDue() {
    Event first = events.peek();
    return first != null && first.atNanos <= nowNanos;
  }

  /** When the next event is; the end of all time if there is none. */
  long nextNanos() {
    Event first = events.peek();
    return first == null ? Long.MAX_VALUE : first.atNanos;
  }

  void jumpTo(long nanos) {
    nowNanos = Math.max(nowNanos, nanos);
  }
}
