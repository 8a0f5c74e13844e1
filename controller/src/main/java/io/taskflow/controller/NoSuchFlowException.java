package io.taskflow.controller;

/** The store has no such flow. */
final class NoSuchFlowException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NoSuchFlowException(String id) {
    super("the store has no flow '" + id + "'; 'taskflow list' shows those that it has");
  }
}
