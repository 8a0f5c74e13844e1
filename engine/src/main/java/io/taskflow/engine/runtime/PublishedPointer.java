package io.taskflow.engine.runtime;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Up to which position all effects have been published and confirmed. The loop adds positions and
 * reads the pointer; confirmations come in on transport threads.
 */
final class PublishedPointer {

  private final ArrayDeque<Position> open = new ArrayDeque<>();
  private long pointer;

  PublishedPointer(long start) {
    this.pointer = start;
  }

  /** The effects of one entry. */
  static final class Position {
    private final long number;
    private final AtomicInteger outstanding;

    private Position(long number, int effects) {
      this.number = number;
      this.outstanding = new AtomicInteger(effects);
    }

    /** One of the effects is done. Any thread. */
    void settled() {
      outstanding.decrementAndGet();
    }
  }

  /** A new position, higher than all before, with so many effects. Loop thread. */
  Position add(long number, int effects) {
    Position position = new Position(number, effects);
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

  /** How many positions have effects that are not confirmed. Loop thread. */
  int pending() {
    return open.size();
  }
}
