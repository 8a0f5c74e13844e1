package io.taskflow.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * Identity of one submitted flow, unique for ever and everywhere.
 *
 * @param value 1 to {@value #MAX_LENGTH} characters of {@code [A-Za-z0-9_-]}, so that it can stand
 *     in routing keys, file names and SQL without quoting
 */
public record FlowId(String value) implements Comparable<FlowId> {

  /** Longest accepted id, in characters. */
  public static final int MAX_LENGTH = 64;

  /** So many hexadecimal digits at the end of a random id can be counted up. */
  private static final int COUNTED = 4;

  private static final int COUNTS = 1 << (4 * COUNTED);

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
    return random(at, RANDOM);
  }

  /**
   * As {@link #random(Instant)}, with chance from elsewhere.
   *
   * @param at the time, in milliseconds precision
   * @param chance what else makes it unique
   */
  public static FlowId random(Instant at, RandomGenerator chance) {
    byte[] tail = new byte[10];
    chance.nextBytes(tail);
    return new FlowId(
        HexFormat.of().toHexDigits(at.toEpochMilli(), 12) + HexFormat.of().formatHex(tail));
  }

  /**
   * The next id that belongs to a partition, if this is a {@linkplain #random random} one: it
   * differs in the last {@value #COUNTED} digits only, so it is as old, and 64 random bits stay.
   *
   * @param partition from 0
   * @param partitions how many there are
   * @throws IllegalStateException if none of these ids belongs to the partition, which takes
   *     thousands of partitions
   */
  public FlowId movedTo(int partition, int partitions) {
    String kept = value.substring(0, value.length() - COUNTED);
    int from = HexFormat.fromHexDigits(value, kept.length(), value.length());
    for (int i = 0; i < COUNTS; i++) {
      FlowId next = new FlowId(kept + HexFormat.of().toHexDigits(from + i, COUNTED));
      if (next.partition(partitions) == partition) {
        return next;
      }
    }
    throw new IllegalStateException(
        "no id like flow " + value + " belongs to partition " + partition + " of " + partitions);
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
