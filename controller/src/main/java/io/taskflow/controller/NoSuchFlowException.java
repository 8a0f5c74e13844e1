package io.taskflow.controller;

/** The journal has no such flow. */
final class NoSuchFlowException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NoSuchFlowException(String id) {
    super("the journal has no flow '" + id + "'; 'taskflow list' shows those that it has");
  }
}
