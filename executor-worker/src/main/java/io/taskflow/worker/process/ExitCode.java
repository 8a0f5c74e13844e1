package io.taskflow.worker.process;

/** What the exit status of a worker process means. */
final class ExitCode {

  /** It was told to stop, and everything that it had begun is finished. */
  static final int FINISHED = 0;

  /** Something went wrong that is none of the others. */
  static final int UNEXPECTED = 1;

  /** A setting is unknown, missing or wrong. */
  static final int USAGE = 2;

  /** It was told to stop, and what was not finished in time went back to its queue. */
  static final int GIVEN_BACK = 3;

  /** The tasks can't be loaded, or there are none. */
  static final int NO_TASKS = 4;

  /** The broker refuses the queues, for good. */
  static final int BROKER_REFUSES = 5;

  private ExitCode() {}
}
