package io.taskflow.testkit.postgres;

/** A private PostgreSQL database could not be made, reached or managed. */
public final class PostgresException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PostgresException(String message, Throwable cause) {
    super(message, cause);
  }
}
