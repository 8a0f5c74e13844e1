package io.taskflow.protocol.json;

/** Measures compact JSON texts without parsing them. */
final class ValueSize {

  private ValueSize() {}

  /** How many bytes the text has in UTF-8, given that its surrogates are paired. */
  static long utf8Bytes(String text) {
    long size = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x800) {
        // Both halves of a pair count 2: together the 4 bytes of their code point.
        size += Character.isSurrogate(c) ? 1 : 2;
      } else if (c >= 0x80) {
        size++;
      }
    }
    return size;
  }

  /** How deep arrays and objects are nested; not exact as long as it can't be more than given. */
  static int depth(String text, int enough) {
    if (text.length() <= 2 * enough) {
      return text.length() / 2;
    }
    int deepest = 0;
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '"' -> i = closingQuote(text, i);
        case '[', '{' -> deepest = Math.max(deepest, ++depth);
        case ']', '}' -> depth--;
        default -> {
          // It opens and closes nothing.
        }
      }
    }
    return deepest;
  }

  /** A quote that an odd number of backslashes precedes belongs to the text that it is in. */
  private static int closingQuote(String text, int opening) {
    int quote = text.indexOf('"', opening + 1);
    while (quote >= 0 && backslashesBefore(text, quote) % 2 == 1) {
      quote = text.indexOf('"', quote + 1);
    }
    return quote < 0 ? text.length() : quote;
  }

  private static int backslashesBefore(String text, int index) {
    int first = index;
    while (text.charAt(first - 1) == '\\') {
      first--;
    }
    return index - first;
  }
}
