package io.taskflow.worker;

import io.taskflow.protocol.TaskRequest;

/** Runs the code of tasks beside the worker that has taken their requests. */
@FunctionalInterface
public interface TaskLauncher {

  /**
   * Lets the code run, once, and returns without waiting for it.
   *
   * @param request what it answers
   * @param code calls the task and hands over how it ended; it ignores nothing that it is told by
   *     an interrupt of the thread that runs it
   */
  Running launch(TaskRequest request, Runnable code);

  /** Code that was launched and may have ended. */
  @FunctionalInterface
  interface Running {

    /** Interrupts the thread that runs the code; no effect when it has ended. */
    void interrupt();
  }
}
