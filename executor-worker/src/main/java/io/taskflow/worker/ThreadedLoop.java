package io.taskflow.worker;

import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.concurrent.OwnerThread;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A worker's loop as a thread; the code of tasks runs on virtual threads, and a second thread waits
 * for times to come. Thread-safe.
 */
final class ThreadedLoop implements WorkerLoop {

  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  private final OwnerThread owner;
  private final AtomicBoolean started = new AtomicBoolean();
  private final ScheduledThreadPoolExecutor clock;

  ThreadedLoop(String worker) {
    owner = new OwnerThread("taskflow-worker-" + worker, helping -> false);
    clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("taskflow-worker-clock-" + worker).factory());
    clock.setRemoveOnCancelPolicy(true);
    clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Not before there is something to do, so that nothing is left of a worker that isn't made. */
  private void start() {
    if (!started.get() && started.compareAndSet(false, true)) {
      owner.start();
    }
  }

  @Override
  public void execute(Runnable action) {
    start();
    owner.post(WorkerLoop.guarded(action));
  }

  @Override
  public void executeQuick(Runnable action) {
    start();
    owner.hand(WorkerLoop.guarded(action));
    owner.help();
  }

  @Override
  public Timer after(Duration delay, Runnable action) {
    Due due = new Due(action);
    try {
      return new Appointment(
          due, clock.schedule(() -> execute(due), nanos(delay), TimeUnit.NANOSECONDS));
    } catch (RejectedExecutionException e) {
      return Timer.NONE;
    }
  }

  /** An action whose time has come, unless it was cancelled while it waited for the loop. */
  private static final class Due implements Runnable {

    private final Runnable action;

    /** Owned by the loop. */
    private boolean cancelled;

    Due(Runnable action) {
      this.action = action;
    }

    @Override
    public void run() {
      if (!cancelled) {
        action.run();
      }
    }
  }

  private record Appointment(Due due, Future<?> time) implements Timer {

    @Override
    public void cancel() {
      due.cancelled = true;
      time.cancel(false);
    }
  }

  @Override
  public Timer every(Duration period, Runnable action) {
    return Repetition.start(this, period, action);
  }

  @Override
  public void close() {
    clock.shutdown();
    start();
    owner.endSoon(() -> {});
  }

  /** A request may ask for more time than a count of nanoseconds can tell: 292 years. */
  private static long nanos(Duration time) {
    return time.compareTo(LONGEST) > 0 ? Long.MAX_VALUE : time.toNanos();
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
