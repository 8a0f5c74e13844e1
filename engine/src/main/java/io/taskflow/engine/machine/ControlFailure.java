package io.taskflow.engine.machine;

import io.taskflow.engine.control.ControlException;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;

/** The failure that an exception of a retry's or decider's code stands for. */
final class ControlFailure {

  private ControlFailure() {}

  static Failure of(Exception e) {
    return e instanceof ControlException control
        ? Failure.of(control.code(), String.valueOf(control.getMessage()))
        : Failure.of(FailureCode.ENGINE_ERROR, e, false);
  }

  /** The same, saying what failed. */
  static Failure of(String what, Exception e) {
    Failure failure = of(e);
    return new Failure(
        failure.code(),
        failure.typeNames(),
        what + " failed: " + failure.message(),
        failure.trace(),
        failure.retryable(),
        failure.causes());
  }
}
