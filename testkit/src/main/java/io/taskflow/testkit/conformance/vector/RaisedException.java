package io.taskflow.testkit.conformance.vector;

import java.util.List;

/** Something of a vector fails, as the vector says it does. */
public final class RaisedException extends Exception {

  private static final long serialVersionUID = 1L;

  private static final String SEPARATOR = ": ";

  private final String type;
  private final String text;

  /**
   * @param type the class of the failure, a mere label
   * @param text what went wrong
   */
  public RaisedException(String type, String text) {
    super(type + SEPARATOR + text);
    this.type = type;
    this.text = text;
  }

  /** The class of the failure. */
  public String type() {
    return type;
  }

  /** What went wrong. */
  public String text() {
    return text;
  }

  /** The class and the text of the exception with a message, in this order. */
  public static List<String> parse(String message) {
    int end = message.indexOf(SEPARATOR);
    return end < 0
        ? List.of(message, "")
        : List.of(message.substring(0, end), message.substring(end + SEPARATOR.length()));
  }
}
