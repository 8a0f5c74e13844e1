package io.taskflow.controller.site;

/** The journal or the broker can't be reached; the message says what to do. */
public final class UnreachableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With what is wrong and what to do. */
  public UnreachableException(String message) {
    super(message);
  }
}
