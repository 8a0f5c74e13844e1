package io.taskflow.engine.report;

import java.util.Iterator;

/** A text of bounded size that grows line by line, and says what was left out. Not thread-safe. */
final class Lines {

  /** Longest line, in characters without its indentation. */
  private static final int MAX_LENGTH = 1_000;

  private final int limit;
  private final StringBuilder text = new StringBuilder();
  private int lines;
  private int leftOut;

  Lines(int limit) {
    this.limit = limit;
  }

  /** Whether what is added now is only counted. */
  boolean full() {
    return lines >= limit;
  }

  /** Adds the lines of a text, indented by so many steps. */
  void add(int steps, String added) {
    for (String line : (Iterable<String>) added.lines()::iterator) {
      if (full()) {
        leftOut++;
      } else {
        text.append("  ".repeat(steps)).append(cut(printable(line), MAX_LENGTH)).append('\n');
        lines++;
      }
    }
  }

  /** Adds the first lines of a text. */
  void add(int steps, String added, int most) {
    Iterator<String> rest = added.lines().iterator();
    for (int i = 0; i < most && rest.hasNext(); i++) {
      add(steps, rest.next());
    }
    int more = 0;
    for (; rest.hasNext(); rest.next()) {
      more++;
    }
    if (more > 0) {
      add(steps, "(" + more + " more lines were left out)");
    }
  }

  /** Adds an empty line. */
  void gap() {
    if (!full()) {
      text.append('\n');
      lines++;
    }
  }

  /** The text so far, each line with its end. */
  String text() {
    return leftOut == 0 ? text.toString() : text + "(" + leftOut + " more lines were left out)\n";
  }

  /** At most so many characters of a text, and how many it has if these are not all. */
  static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end) + "… (" + text.length() + " characters)";
  }

  /** Without characters that terminals and logs obey. */
  private static String printable(String line) {
    return line.replace("\t", "    ").replaceAll("\\p{Cntrl}", "?");
  }
}
