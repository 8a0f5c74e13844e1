package io.taskflow.engine.runtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Up to which position all effects have been published and confirmed. The loop adds positions and
 * reads the pointer; confirmations come in on transport threads.
 */
final class PublishedPointer {

  private final ArrayDeque<Position> open = new ArrayDeque<>();

  /** Has a permit for each position that was settled since the pointer was last looked at. */
  private final Semaphore progress = new Semaphore(0);

  private long pointer;

  PublishedPointer(long start) {
    this.pointer = start;
  }

  /** The effects of one entry. */
  static final class Position {
    private final long number;
    private final AtomicInteger outstanding;
    private final Semaphore progress;

    private Position(long number, int effects, Semaphore progress) {
      this.number = number;
      this.outstanding = new AtomicInteger(effects);
      this.progress = progress;
    }

    /** One of the effects is done. Any thread. */
    void settled() {
      if (outstanding.decrementAndGet() == 0) {
        progress.release();
      }
    }
  }

  /** A new position, higher than all before, with so many effects. Loop thread. */
  Position add(long number, int effects) {
    Position position = new Position(number, effects, progress);
    open.add(position);
    return position;
  }

  /** The pointer as it is now. Loop thread. */
  long advance() {
    progress.drainPermits();
    for (Position first = open.peek();
        first != null && first.outstanding.get() == 0;
        first = open.peek()) {
      pointer = first.number;
      open.remove();
    }
    return pointer;
  }

  /** The pointer when all effects are confirmed, or when the time is over. Loop thread. */
  long settleWithin(Duration time) throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    long settled = advance();
    while (!open.isEmpty()
        && progress.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
      settled = advance();
    }
    return settled;
  }
}
