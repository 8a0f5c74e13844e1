package io.taskflow.engine.control;

import io.taskflow.protocol.FailureCode;

/** Says that a retry or condition can't go on, and what kind of failure that is. */
public final class ControlException extends Exception {

  private static final long serialVersionUID = 1L;

  private final FailureCode code;

  /**
   * @param code kind of the failure that the engine makes of it
   * @param message what happened, for people
   */
  public ControlException(FailureCode code, String message) {
    super(message);
    this.code = code;
  }

  /** Kind of the failure that the engine makes of it. */
  public FailureCode code() {
    return code;
  }
}
