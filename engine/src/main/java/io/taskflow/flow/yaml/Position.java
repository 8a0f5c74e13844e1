package io.taskflow.flow.yaml;

/**
 * A place in a text.
 *
 * @param line from 1
 * @param column in the line, in characters, from 1
 */
public record Position(int line, int column) implements Comparable<Position> {

  /** Where a text begins. */
  public static final Position START = new Position(1, 1);

  @Override
  public int compareTo(Position other) {
    return line != other.line
        ? Integer.compare(line, other.line)
        : Integer.compare(column, other.column);
  }

  @Override
  public String toString() {
    return line + ":" + column;
  }
}
