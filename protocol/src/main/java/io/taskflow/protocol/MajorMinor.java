package io.taskflow.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A version of the form {@code major.minor}, of tasks and of the protocol. Every message has two,
 * so they are read without a pattern.
 *
 * @param major 0 to 999,999
 * @param minor 0 to 999,999
 */
public record MajorMinor(int major, int minor) {

  private static final int MOST_DIGITS = 6;

  /** Reads one: 1 to 6 digits on each side of the dot; null if the text has another form. */
  public static @Nullable MajorMinor parse(String text) {
    int dot = text.indexOf('.');
    if (dot < 0 || !isNumber(text, 0, dot) || !isNumber(text, dot + 1, text.length())) {
      return null;
    }
    return new MajorMinor(
        Integer.parseInt(text, 0, dot, 10), Integer.parseInt(text, dot + 1, text.length(), 10));
  }

  private static boolean isNumber(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return from < to && to - from <= MOST_DIGITS;
  }
}
