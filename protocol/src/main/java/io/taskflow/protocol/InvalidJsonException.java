package io.taskflow.protocol;

/** A value or text is not JSON, or not JSON of the expected kind. */
public final class InvalidJsonException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what was expected and what was found, without the value itself
   */
  public InvalidJsonException(String message) {
    super(message);
  }

  /**
   * @param message what was expected and what was found, without the value itself
   * @param cause the parser's own error
   */
  public InvalidJsonException(String message, Throwable cause) {
    super(message, cause);
  }
}
