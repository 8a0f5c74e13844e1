package io.taskflow.controller.watch;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether somebody wants to be asked what to do. */
@FunctionalInterface
public interface Interrupts {

  /** Nobody ever does. */
  Interrupts NONE = limit -> new CountDownLatch(1).await(limit.toMillis(), TimeUnit.MILLISECONDS);

  /** Waits for it; false if nobody wants to within the limit. */
  boolean await(Duration limit) throws InterruptedException;
}
