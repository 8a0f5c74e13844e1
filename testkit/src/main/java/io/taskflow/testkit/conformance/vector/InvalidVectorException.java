package io.taskflow.testkit.conformance.vector;

/** A text is not a vector, or uses something of the format that is not known. */
public final class InvalidVectorException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  InvalidVectorException(String where, String problem) {
    super(where + ": " + problem);
  }
}
