package io.taskflow.controller.dev;

import org.jspecify.annotations.Nullable;

/** A part of the installation can't be started; the message says what to do. */
public final class DevException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DevException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
