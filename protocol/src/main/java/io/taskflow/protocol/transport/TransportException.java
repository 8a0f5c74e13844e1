package io.taskflow.protocol.transport;

/** The broker refused something for good; trying again with the same input won't help. */
public final class TransportException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what was wanted, what there is, and what to do
   */
  public TransportException(String message) {
    super(message);
  }

  /**
   * @param message what was wanted, what the broker said, and what to do
   * @param cause the broker client's error
   */
  public TransportException(String message, Throwable cause) {
    super(message, cause);
  }
}
