package io.taskflow.benchmarks.peer;

/** A process that is measured did not do what it was told. */
public final class PeerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PeerException(String message) {
    super(message);
  }

  PeerException(String message, Throwable cause) {
    super(message, cause);
  }
}
