package io.taskflow.security;

import java.util.List;
import java.util.random.RandomGenerator;

/** Spoils texts in a few places: what damage, faults and bad will make of them. */
final class TextMutations {

  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "\"",
          "\\",
          ",",
          ":",
          "(",
          ")",
          "null",
          "true",
          "-1",
          "1e999999999",
          "9".repeat(2_000),
          "[".repeat(3_000),
          "{\"a\":".repeat(3_000),
          "(".repeat(3_000),
          "!".repeat(3_000),
          "x".repeat(3_000),
          "\\ud800",
          "\u0000",
          "\"java.lang.Runtime\"",
          "[\"java.util.HashMap\",{}]",
          "{\"@class\":\"java.util.HashMap\"}",
          "{\"$encrypted\":\"k1:AAAA\"}");

  private TextMutations() {}

  static String of(RandomGenerator random, String text) {
    StringBuilder spoilt = new StringBuilder(text);
    for (int i = random.nextInt(1, 4); i > 0 && !spoilt.isEmpty(); i--) {
      int at = random.nextInt(spoilt.length());
      int end = Math.min(spoilt.length(), at + 1 + random.nextInt(20));
      switch (random.nextInt(6)) {
        case 0 -> spoilt.setCharAt(at, (char) random.nextInt(random.nextBoolean() ? 128 : 65_536));
        case 1 -> spoilt.delete(at, end);
        case 2 -> spoilt.insert(random.nextInt(spoilt.length()), spoilt.substring(at, end));
        case 3 -> spoilt.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 4 -> spoilt.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
        default -> spoilt.setLength(at);
      }
    }
    return spoilt.toString();
  }
}
