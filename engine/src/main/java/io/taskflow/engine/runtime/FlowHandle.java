package io.taskflow.engine.runtime;

import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.protocol.FlowId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A submitted flow. Thread-safe; stays valid as long as its engine runs. */
public interface FlowHandle {

  /** The flow's id. */
  FlowId id();

  /** How the flow stands now, as stored. */
  FlowStatus status();

  /** Everything about the flow and its tasks, as stored. */
  FlowInspection inspect();

  /**
   * Waits until the flow comes to rest: it has ended, or is suspended.
   *
   * @throws InterruptedException if the waiting thread is interrupted; the flow goes on
   */
  FlowResult join() throws InterruptedException;

  /**
   * As {@link #join()}, not longer than {@code atMost}.
   *
   * @throws java.util.concurrent.TimeoutException if the flow is still going then; it goes on
   */
  FlowResult join(Duration atMost)
      throws InterruptedException, java.util.concurrent.TimeoutException;

  /** The result, when the flow next comes to rest; completed already if it rests now. */
  CompletableFuture<FlowResult> result();

  /**
   * Calls the listener on every change of the flow or one of its tasks from now on, in order, as
   * long as this engine drives the flow. All listeners of the engine share one thread, which is
   * none of those that drive flows: a listener may call the engine, and a slow one holds up the
   * others. If 100,000 steps of flows wait for listeners, further ones are dropped with a warning;
   * who must not miss any uses a {@link io.taskflow.engine.events.Subscriber}. What it throws is
   * logged.
   *
   * @return to be closed to hear no more
   */
  Subscription onChange(Consumer<FlowChange> listener);

  /**
   * Starts nothing new; the flow is SUSPENDED when what runs has ended. Returns when the request is
   * durable, not when the flow rests.
   */
  void suspend(String by);

  /** Goes on after a suspension. */
  void resume(String by);

  /** Rolls back now: cancels what runs, reverts what was done. Also for a flow that succeeded. */
  void revert(String by);

  /**
   * Runs the flow again after it has ended: one that was reverted starts over, one that failed goes
   * on with what is left, one that succeeded has nothing to do.
   */
  void rerun(String by);

  /**
   * Lets a flow that has ended start over as if it had just been submitted: nothing of what it did
   * is remembered, and nothing is reverted.
   */
  void reset(String by);

  /** Something that can be given up. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
