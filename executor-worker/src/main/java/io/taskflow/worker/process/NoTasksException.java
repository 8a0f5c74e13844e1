package io.taskflow.worker.process;

import org.jspecify.annotations.Nullable;

/** The tasks of a worker process can't be loaded, or there are none. */
final class NoTasksException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NoTasksException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
