package io.taskflow.controller;

/** What the exit status of the command line means; the list in its help says the same. */
final class ExitCode {

  /** It did what it was asked for; a flow that was run succeeded. */
  static final int DONE = 0;

  /** Something went wrong that is none of the others. */
  static final int UNEXPECTED = 1;

  /** An argument is unknown, missing or wrong, or a file can't be read. */
  static final int USAGE = 2;

  /** A document, or the topology at the broker, has problems; they were printed. */
  static final int INVALID = 3;

  /** The flow can't be run as it stands: inputs are missing, or no worker offers a task. */
  static final int NOT_READY = 4;

  /** The flow was reverted. */
  static final int REVERTED = 5;

  /** The flow failed, is suspended, or did not come to rest in time. */
  static final int FAILED = 6;

  /** There is no such flow or task, or what was asked of it is not possible as it stands. */
  static final int REFUSED = 7;

  /** The journal or the broker can't be reached or used. */
  static final int UNREACHABLE = 8;

  /** What was asked of a flow is stored, and its owner has not taken it in time, or refused it. */
  static final int NOT_TAKEN = 9;

  private ExitCode() {}
}
