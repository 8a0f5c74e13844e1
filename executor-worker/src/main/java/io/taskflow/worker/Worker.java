package io.taskflow.worker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Takes requests from the broker, runs their tasks, and answers. Stateless: everything that a task
 * needs is in its request, and what it made is in the reply, so that any number of workers share a
 * topic and each may vanish at any time. A request is acknowledged when the broker has confirmed
 * the reply, so that none is lost and some are run twice.
 *
 * <p>Thread-safe.
 */
public final class Worker implements AutoCloseable {

  private final WorkerCore core;

  Worker(WorkerCore core) {
    this.core = core;
  }

  /** A builder with the usual settings, no topic and no tasks. */
  public static WorkerBuilder builder() {
    return new WorkerBuilder();
  }

  /** What it does at this moment. */
  public WorkerStatus status() {
    return core.status();
  }

  /** Its identity in replies and announcements, unique for each start. */
  public String identity() {
    return core.status().worker();
  }

  /**
   * Takes no more requests, gives back those that were not begun, lets the others finish and their
   * replies be confirmed, and stops. What still runs at the end of the time is interrupted; unless
   * it finishes within the interrupt grace its request goes back to the queue. If the broker can't
   * be reached, unconfirmed replies are waited for until a few seconds after that time. Calling it
   * again, or {@link #close}, can only shorten the time.
   *
   * @return whether everything was finished in time
   * @throws InterruptedException if the calling thread is interrupted; the worker goes on draining
   */
  public boolean drain(Duration within) throws InterruptedException {
    try {
      return core.drain(within).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the worker could not stop", e.getCause());
    }
  }

  /** Completed when the worker has stopped for whatever reason, with whether all was finished. */
  public CompletableFuture<Boolean> stopped() {
    return core.stopped().copy();
  }

  /** Interrupts what runs, gives back what is not finished, and stops: a drain without time. */
  @Override
  public void close() {
    core.drain(Duration.ZERO).join();
  }
}
