package io.taskflow.engine.control.cel;

/** An expression can't be used as a condition. The message says where in it, and why. */
public final class BadExpressionException extends Exception {

  private static final long serialVersionUID = 1L;

  BadExpressionException(String message) {
    super(message);
  }
}
