package io.taskflow.worker;

import io.taskflow.protocol.TaskRequest;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker's loop as a thread; the code of tasks runs on virtual threads. Thread-safe. */
final class ThreadedLoop implements WorkerLoop {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerLoop.class);

  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  private final ScheduledThreadPoolExecutor executor;

  ThreadedLoop(String worker) {
    executor =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("taskflow-worker-" + worker).factory());
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public void execute(Runnable action) {
    try {
      executor.execute(WorkerLoop.guarded(action));
    } catch (RejectedExecutionException e) {
      LOG.debug("the worker has stopped: an action that came too late is left out");
    }
  }

  @Override
  public Timer after(Duration delay, Runnable action) {
    try {
      return timer(
          executor.schedule(WorkerLoop.guarded(action), nanos(delay), TimeUnit.NANOSECONDS));
    } catch (RejectedExecutionException e) {
      return Timer.NONE;
    }
  }

  @Override
  public Timer every(Duration period, Runnable action) {
    try {
      long nanos = nanos(period);
      return timer(
          executor.scheduleWithFixedDelay(
              WorkerLoop.guarded(action), nanos, nanos, TimeUnit.NANOSECONDS));
    } catch (RejectedExecutionException e) {
      return Timer.NONE;
    }
  }

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

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public double random() {
    return ThreadLocalRandom.current().nextDouble();
  }

  @Override
  public TaskLauncher.Running launch(TaskRequest request, Runnable code) {
    return Thread.ofVirtual().name("task-" + request.attempt().task()).start(code)::interrupt;
  }
}
