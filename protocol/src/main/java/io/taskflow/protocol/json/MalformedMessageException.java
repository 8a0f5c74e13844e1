package io.taskflow.protocol.json;

/**
 * Bytes are not a message that this code understands. The text says what was expected, what was
 * found and where, and holds no value of the message but short names.
 */
public final class MalformedMessageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What is wrong with a message. */
  public enum Problem {
    /** The bytes are not one JSON value in UTF-8, or a name appears twice in an object. */
    NOT_JSON,
    /** It is written in another major version of the protocol. */
    OTHER_VERSION,
    /** No message of this protocol version has that kind. */
    UNKNOWN_KIND,
    /** A field is missing, has the wrong type, or breaks a rule of its message. */
    INVALID_FIELD,
    /** It is over a limit of size or depth. */
    TOO_LARGE
  }

  private final Problem problem;

  MalformedMessageException(Problem problem, String message) {
    super(message);
    this.problem = problem;
  }

  /** What is wrong. */
  public Problem problem() {
    return problem;
  }
}
