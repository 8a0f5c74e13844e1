package io.taskflow.worker;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Holds tasks until a test lets them go, and counts how many have come. */
final class Gate {

  private final CountDownLatch open = new CountDownLatch(1);
  private final AtomicInteger entered = new AtomicInteger();

  /** A task that waits at the gate and then returns a text. */
  Task task() {
    return context -> {
      pass();
      return "passed";
    };
  }

  void pass() throws InterruptedException {
    entered.incrementAndGet();
    if (!open.await(5, TimeUnit.MINUTES)) {
      throw new IllegalStateException("nobody opened the gate");
    }
  }

  /** As {@link #pass}, but deaf to interrupts. */
  void passStubbornly() {
    entered.incrementAndGet();
    while (true) {
      try {
        if (!open.await(5, TimeUnit.MINUTES)) {
          throw new IllegalStateException("nobody opened the gate");
        }
        return;
      } catch (InterruptedException e) {
        // deaf on purpose
      }
    }
  }

  int entered() {
    return entered.get();
  }

  void open() {
    open.countDown();
  }
}
