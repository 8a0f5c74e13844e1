package io.taskflow.engine.runtime;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Up to which position all effects have been published and confirmed. The loop adds positions and
 * reads the pointer; confirmations come in on transport threads.
 */
final class PublishedPointer {

  private final ArrayDeque<Position> open = new ArrayDeque<>();

  private final Runnable progress;
  private long pointer;

  /**
   * @param progress is run, on any thread, when all effects of a position are done
   */
  PublishedPointer(long start, Runnable progress) {
    this.pointer = start;
    this.progress = progress;
  }

  /** The effects of one entry. */
  static final class Position {
    private final long number;
    private final AtomicInteger outstanding;
    private final Runnable progress;

    private Position(long number, int effects, Runnable progress) {
      this.number = number;
      this.outstanding = new AtomicInteger(effects);
      this.progress = progress;
    }

    /** There is one more effect, before one that is there is done. Any thread. */
    void added() {
      outstanding.incrementAndGet();
    }

    /** One of the effects is done. Any thread. */
    void settled() {
      if (outstanding.decrementAndGet() == 0) {
        progress.run();
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
    for (Position first = open.peek();
        first != null && first.outstanding.get() == 0;
        first = open.peek()) {
      pointer = first.number;
      open.remove();
    }
    return pointer;
  }

  /** Whether all effects are done. Loop thread. */
  boolean settled() {
    advance();
    return open.isEmpty();
  }
}
