package io.taskflow.protocol.internal;

import java.util.function.IntFunction;

/** Finds and mends halves of UTF-16 surrogate pairs, which have no encoding in UTF-8. */
public final class Surrogates {

  private Surrogates() {}

  /** The text of a JSON value with every lone half written as an escape. */
  public static String escapeLone(String json) {
    return mend(json, lone -> String.format("\\u%04x", lone));
  }

  /** A text for people with every lone half replaced by the character for what is unreadable. */
  public static String replaceLone(String text) {
    return mend(text, lone -> "\uFFFD");
  }

  /** Whether every surrogate has its other half. */
  public static boolean paired(String text) {
    return firstLone(text, 0) < 0;
  }

  private static String mend(String text, IntFunction<String> replacement) {
    int at = firstLone(text, 0);
    if (at < 0) {
      return text;
    }
    StringBuilder mended = new StringBuilder(text.length() + 16);
    int done = 0;
    for (; at >= 0; at = firstLone(text, done)) {
      mended.append(text, done, at).append(replacement.apply(text.charAt(at)));
      done = at + 1;
    }
    return mended.append(text, done, text.length()).toString();
  }

  private static int firstLone(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (!pair) {
        return i;
      }
      i++;
    }
    return -1;
  }
}
