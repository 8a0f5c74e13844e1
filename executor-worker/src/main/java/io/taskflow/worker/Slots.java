package io.taskflow.worker;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what runs. A slot is used from the start of a task's code to its end, also when the
 * attempt has been answered before that because the code ignores interrupts; it then counts as
 * stuck. Changed by the worker's loop only; may be read by any thread.
 */
final class Slots {

  private final int capacity;
  private final AtomicInteger used = new AtomicInteger();
  private final AtomicInteger stuck = new AtomicInteger();
  private final AtomicInteger leased = new AtomicInteger();

  Slots(int capacity) {
    this.capacity = capacity;
  }

  int capacity() {
    return capacity;
  }

  int used() {
    return used.get();
  }

  int free() {
    return capacity - used.get();
  }

  int stuck() {
    return stuck.get();
  }

  int leased() {
    return leased.get();
  }

  void take() {
    used.incrementAndGet();
  }

  void release() {
    used.decrementAndGet();
  }

  void stuck(int change) {
    stuck.addAndGet(change);
  }

  void leased(int change) {
    leased.addAndGet(change);
  }

  /**
   * How many slots are free now or will be before long: the others are taken by something that may
   * stay, so that requests that wait for these would wait for long, too.
   */
  int inTurn() {
    return Math.max(0, capacity - leased.get() - stuck.get());
  }
}
