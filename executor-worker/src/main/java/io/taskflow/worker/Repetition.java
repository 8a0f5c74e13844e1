package io.taskflow.worker;

import io.taskflow.worker.WorkerLoop.Timer;
import java.time.Duration;

/** An action that is run again a period after it has ended. Owned by the worker's loop. */
final class Repetition implements Timer {

  private final WorkerLoop loop;
  private final Duration period;
  private final Runnable action;
  private Timer next = Timer.NONE;
  private boolean cancelled;

  private Repetition(WorkerLoop loop, Duration period, Runnable action) {
    this.loop = loop;
    this.period = period;
    this.action = action;
  }

  /** Runs the action for the first time after one period. */
  static Repetition start(WorkerLoop loop, Duration period, Runnable action) {
    Repetition repetition = new Repetition(loop, period, WorkerLoop.guarded(action));
    repetition.next = loop.after(period, repetition::run);
    return repetition;
  }

  private void run() {
    action.run();
    if (!cancelled) {
      next = loop.after(period, this::run);
    }
  }

  @Override
  public void cancel() {
    cancelled = true;
    next.cancel();
  }
}
