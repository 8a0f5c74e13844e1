package io.taskflow.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A worker that does nothing by itself: whoever has it calls {@link #step} as long as something is
 * due, and again when time has passed or something has arrived. It is the same code in the same
 * order as a {@link Worker}'s, without its threads; so whole installations can be run on one
 * thread, at any speed, in an order that can be repeated. Made by {@link WorkerBuilder#manual}.
 *
 * <p>Not thread-safe: one thread calls it and everything that it is built on. A worker that is
 * simply not stepped any more is one that has crashed, or stands still.
 */
public final class ManualWorker {

  private final WorkerCore core;
  private final ManualLoop loop;

  ManualWorker(WorkerCore core, ManualLoop loop) {
    this.core = core;
    this.loop = loop;
  }

  /** Its identity in replies and announcements. */
  public String identity() {
    return core.status().worker();
  }

  /** What it does at this moment. */
  public WorkerStatus status() {
    return core.status();
  }

  /**
   * Does one thing that is due; whether what has arrived or a timer comes first is chance.
   *
   * @return false if nothing is due
   */
  public boolean step() {
    return loop.step();
  }

  /** How long after now something becomes due, zero if it is now; empty if nothing does. */
  public Optional<Duration> next() {
    return loop.nextNanos().map(nanos -> Duration.ofNanos(Math.max(0, nanos)));
  }

  /**
   * As {@link Worker#drain}; further steps end it.
   *
   * @return completed when it has stopped, with whether everything was finished in time
   */
  public CompletableFuture<Boolean> drain(Duration within) {
    return core.drain(within);
  }
}
