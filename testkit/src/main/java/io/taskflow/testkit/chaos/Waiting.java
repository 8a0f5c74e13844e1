package io.taskflow.testkit.chaos;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for conditions of other processes, which nobody signals. */
final class Waiting {

  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private final CountDownLatch stop = new CountDownLatch(1);

  /** Waits until a condition holds; false if it does not within the limit, or all waiting ends. */
  boolean until(Duration limit, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() - deadline > 0 || !pause(LOOK_EVERY)) {
        return false;
      }
    }
    return true;
  }

  /** Lets time pass; false if all waiting has ended. */
  boolean pause(Duration time) throws InterruptedException {
    return !stop.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends all waiting, of now and of later. */
  void end() {
    stop.countDown();
  }
}
