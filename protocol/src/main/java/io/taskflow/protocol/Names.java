package io.taskflow.protocol;

import io.taskflow.protocol.internal.Surrogates;

/** The character rules that every name on the wire obeys. */
public final class Names {

  /** Longest accepted name of a flow, task, task type or the like, in characters. */
  public static final int MAX_NAME_LENGTH = 200;

  private Names() {}

  /**
   * Requires 1 to {@code maxLength} letters, digits, '_' and '-'.
   *
   * @param what says in the error whose rule was broken
   * @throws IllegalArgumentException if the value is anything else
   */
  public static void requireIdentifier(String what, String value, int maxLength) {
    require(what, value, maxLength, false, "letters, digits, '_' and '-'");
  }

  /**
   * Requires 1 to {@code maxLength} letters, digits, '.', '_' and '-'.
   *
   * @param what says in the error whose rule was broken
   * @throws IllegalArgumentException if the value is anything else
   */
  public static void requireToken(String what, String value, int maxLength) {
    require(what, value, maxLength, true, "letters, digits, '.', '_' and '-'");
  }

  /**
   * Requires a non-blank text of bounded length without control characters, such as a task's name.
   *
   * @param what says in the error whose rule was broken
   * @throws IllegalArgumentException if the value is anything else
   */
  public static void requireName(String what, String value, int maxLength) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(what + " is empty");
    }
    int length = value.codePointCount(0, value.length());
    if (length > maxLength) {
      throw new IllegalArgumentException(
          what + " has " + length + " characters, at most " + maxLength + " are allowed");
    }
    if (hasControlCharacter(value)) {
      throw new IllegalArgumentException(what + " contains a control character");
    }
    if (!Surrogates.paired(value)) {
      throw new IllegalArgumentException(what + " contains half a character");
    }
  }

  /**
   * Requires a text of bounded length, possibly empty, that databases can store: without U+0000 and
   * halves of surrogate pairs.
   *
   * @param what says in the error whose rule was broken
   * @throws IllegalArgumentException if the value is anything else
   */
  public static void requireText(String what, String value, int maxLength) {
    int length = value.codePointCount(0, value.length());
    if (length > maxLength) {
      throw new IllegalArgumentException(
          what + " has " + length + " characters, at most " + maxLength + " are allowed");
    }
    if (value.indexOf(0) >= 0) {
      throw new IllegalArgumentException(
          what + " contains the character U+0000, which databases don't store");
    }
    if (!Surrogates.paired(value)) {
      throw new IllegalArgumentException(what + " contains half a character");
    }
  }

  /**
   * Requires a version of a task, {@code major.minor}.
   *
   * @throws IllegalArgumentException if the value is anything else
   */
  public static void requireVersion(String value) {
    if (MajorMinor.parse(value) == null) {
      throw new IllegalArgumentException(
          "a task version has the form major.minor, for instance 1.0, but this is '"
              + brief(value, MAX_NAME_LENGTH)
              + "'");
    }
  }

  /** Requires a worker's identity: it stands in a routing key, alone between dots or at its end. */
  static void requireWorker(String value) {
    requireToken("worker", value, MAX_NAME_LENGTH);
  }

  /** What a hash of a text begins with. */
  static final int HASH_BEGIN = 0x811c9dc5;

  /** FNV-1a over the UTF-16 units: unlike {@code hashCode} its spread is good for short texts. */
  static int stableHash(String value) {
    return hashEnd(hashOn(HASH_BEGIN, value));
  }

  /** Goes on with a hash, by the next part of its text. */
  static int hashOn(int begun, String part) {
    int hash = begun;
    for (int i = 0; i < part.length(); i++) {
      hash = (hash ^ part.charAt(i)) * 0x01000193;
    }
    return hash;
  }

  /** The {@linkplain #stableHash hash} of a text that has no further part. */
  static int hashEnd(int begun) {
    return begun ^ (begun >>> 15);
  }

  private static void require(
      String what, String value, int maxLength, boolean dots, String allowedText) {
    if (value.isEmpty() || value.length() > maxLength || !consistsOf(value, dots)) {
      throw new IllegalArgumentException(
          what
              + " must be 1 to "
              + maxLength
              + " "
              + allowedText
              + ", but is '"
              + brief(value, maxLength)
              + "'");
    }
  }

  /** Every message has several of these; a pattern would take most of the time of reading one. */
  private static boolean consistsOf(String value, boolean dots) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean allowed =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || c == '-'
              || (dots && c == '.');
      if (!allowed) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasControlCharacter(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (Character.isISOControl(value.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /** What somebody else has sent may be of any length. */
  private static String brief(String value, int maxLength) {
    return value.length() > maxLength ? value.substring(0, maxLength) + "…" : value;
  }
}
