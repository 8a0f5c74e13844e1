package io.taskflow.worker;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns a worker's state: which requests are in hand, which run, what is still
 * unanswered, and every timer. Everybody else (consumer threads, publisher threads, tasks) only
 * hands it actions. An action that throws is logged and does not end the loop. Thread-safe.
 */
final class WorkerLoop implements Executor, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerLoop.class);

  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  private final ScheduledThreadPoolExecutor executor;

  WorkerLoop(String worker) {
    executor =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("taskflow-worker-" + worker).factory());
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Runs an action soon, after those handed over before; not at all after {@link #close}. */
  @Override
  public void execute(Runnable action) {
    try {
      executor.execute(guarded(action));
    } catch (RejectedExecutionException e) {
      LOG.debug("the worker has stopped: an action that came too late is left out");
    }
  }

  /** Runs an action once after a delay, unless cancelled or closed before. */
  Timer after(Duration delay, Runnable action) {
    try {
      return timer(executor.schedule(guarded(action), nanos(delay), TimeUnit.NANOSECONDS));
    } catch (RejectedExecutionException e) {
      return Timer.NONE;
    }
  }

  /** Runs an action again and again, the first time after one period. */
  Timer every(Duration period, Runnable action) {
    try {
      long nanos = nanos(period);
      return timer(
          executor.scheduleWithFixedDelay(guarded(action), nanos, nanos, TimeUnit.NANOSECONDS));
    } catch (RejectedExecutionException e) {
      return Timer.NONE;
    }
  }

  /** Lets what was handed over already run, then ends the thread. */
  @Override
  public void close() {
    executor.shutdown();
  }

  /** A request may ask for more time than a count of nanoseconds can tell: 292 years. */
  private static long nanos(Duration time) {
    return time.compareTo(LONGEST) > 0 ? Long.MAX_VALUE : time.toNanos();
  }

  private static Timer timer(Future<?> future) {
    return () -> future.cancel(false);
  }

  private static Runnable guarded(Runnable action) {
    return () -> {
      try {
        action.run();
      } catch (RuntimeException | Error e) {
        LOG.error("an action of the worker's loop failed; the worker goes on without it", e);
      }
    };
  }

  /** Something that will happen unless it is cancelled. */
  @FunctionalInterface
  interface Timer {

    /** Already over. */
    Timer NONE = () -> {};

    /** Makes it not happen, if it hasn't yet. */
    void cancel();
  }
}
