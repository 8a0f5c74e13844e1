package io.taskflow.testkit.conformance.facts;

import io.taskflow.protocol.Json;
import org.jspecify.annotations.Nullable;

/**
 * A fact that does not hold.
 *
 * @param path which
 * @param expected what was recorded; null if nothing was to be seen
 * @param observed what was seen; null if nothing was
 */
public record Mismatch(String path, @Nullable Json expected, @Nullable Json observed) {

  /** A rule that was broken, whatever was recorded. */
  public static Mismatch broken(String rule, String how) {
    return new Mismatch(rule, null, Json.of(how));
  }

  @Override
  public String toString() {
    return path + ": expected " + shown(expected) + ", but was " + shown(observed);
  }

  private static String shown(@Nullable Json value) {
    return value == null ? "nothing" : value.text();
  }
}
