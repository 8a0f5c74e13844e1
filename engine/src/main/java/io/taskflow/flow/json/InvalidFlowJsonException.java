package io.taskflow.flow.json;

/** A text is not a flow definition in JSON. The message says where and why. */
public final class InvalidFlowJsonException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String path;
  private final int line;
  private final int column;

  /**
   * @param path where, as a JSON pointer; empty for the whole text
   * @param line in the text, from 1
   * @param column in the line, from 1
   * @param problem what was expected and what was found
   */
  InvalidFlowJsonException(String path, int line, int column, String problem) {
    super(
        "the flow definition can't be read at %s (line %d, column %d): %s"
            .formatted(path.isEmpty() ? "its top" : path, line, column, problem));
    this.path = path;
    this.line = line;
    this.column = column;
  }

  /** Where, as a JSON pointer; empty for the whole text. */
  public String path() {
    return path;
  }

  /** The line, from 1. */
  public int line() {
    return line;
  }

  /** The column in the line, from 1. */
  public int column() {
    return column;
  }
}
