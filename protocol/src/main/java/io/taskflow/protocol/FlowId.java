package io.taskflow.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Identity of one submitted flow, unique for ever and everywhere.
 *
 * @param value 1 to {@value #MAX_LENGTH} characters of {@code [A-Za-z0-9_-]}, so that it can stand
 *     in routing keys, file names and SQL without quoting
 */
public record FlowId(String value) implements Comparable<FlowId> {

  /** Longest accepted id, in characters. */
  public static final int MAX_LENGTH = 64;

  private static final SecureRandom RANDOM = new SecureRandom();

  public FlowId {
    Names.requireIdentifier("flow id", value, MAX_LENGTH);
  }

  /**
   * A new id that starts with the time it was made at: ids sort by age, and index pages of recent
   * flows stay together.
   *
   * @param at the time, in milliseconds precision
   */
  public static FlowId random(Instant at) {
    byte[] tail = new byte[10];
    RANDOM.nextBytes(tail);
    return new FlowId(
        HexFormat.of().toHexDigits(at.toEpochMilli(), 12) + HexFormat.of().formatHex(tail));
  }

  /**
   * The id that follows from something else: equal for equal texts, and different for different
   * ones as far as SHA-256, cut to 160 bits, tells them apart.
   *
   * @param kind a letter that the id begins with
   * @param from what it follows from
   */
  public static FlowId derived(char kind, String from) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(from.getBytes(StandardCharsets.UTF_8));
      return new FlowId(kind + HexFormat.of().formatHex(hash, 0, 20));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Which of {@code partitions} partitions the flow belongs to; the same on every machine. */
  public int partition(int partitions) {
    return Math.floorMod(Names.stableHash(value), partitions);
  }

  @Override
  public int compareTo(FlowId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
