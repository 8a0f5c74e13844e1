package io.taskflow.controller;

/** What was asked of a flow is not possible as it stands. */
final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }
}
