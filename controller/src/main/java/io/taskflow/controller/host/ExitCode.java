package io.taskflow.controller.host;

/** What the exit status of an engine host means. */
final class ExitCode {

  /** It was told to stop, and has handed its partitions over. */
  static final int STOPPED = 0;

  /** Something went wrong that is none of the others. */
  static final int UNEXPECTED = 1;

  /** A setting is unknown, missing or wrong. */
  static final int USAGE = 2;

  /** The journal can't be used. */
  static final int NO_JOURNAL = 4;

  /** The broker refuses the queues, for good. */
  static final int BROKER_REFUSES = 5;

  private ExitCode() {}
}
