package io.taskflow.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Identity of one submitted flow, unique for ever and everywhere.
 *
 * @param value 1 to {@value #MAX_LENGTH} characters of {@code [A-Za-z0-9_-]}, so that it can stand
 *     in routing keys, file names and SQL without quoting
 */
public record FlowId(String value) implements Comparable<FlowId> {

  /** Longest accepted id, in characters. */
  public static final int MAX_LENGTH = 64;

  private static final int RANDOM_LENGTH = 32;
  private static final Pattern RANDOM_ID = Pattern.compile("[0-9a-f]{" + RANDOM_LENGTH + "}");

  /** So many digits at the end of a random id can be counted up. */
  private static final int COUNTED = 4;

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
   * The first id of a partition from this one on, counted in the last {@value #COUNTED} digits: it
   * is as old as this one, and its other 64 random bits stay.
   *
   * @param partition from 0
   * @param partitions how many there are
   * @throws IndexOutOfBoundsException if there is no such partition
   * @throws IllegalStateException if this is no {@linkplain #random random} id, or none of these
   *     ids belongs to the partition, which is as good as impossible for up to 1,024 partitions
   */
  public FlowId movedTo(int partition, int partitions) {
    Objects.checkIndex(partition, partitions);
    if (!RANDOM_ID.matcher(value).matches()) {
      throw new IllegalStateException("only random ids can be moved, and '" + value + "' is none");
    }
    String kept = value.substring(0, RANDOM_LENGTH - COUNTED);
    int begun = Names.hashOn(Names.HASH_BEGIN, kept);
    int from = HexFormat.fromHexDigits(value, RANDOM_LENGTH - COUNTED, RANDOM_LENGTH);
    for (int i = 0; i < 1 << 4 * COUNTED; i++) {
      String counted = HexFormat.of().toHexDigits(from + i, COUNTED);
      int hash = Names.hashEnd(Names.hashOn(begun, counted));
      if (Math.floorMod(hash, partitions) == partition) {
        return new FlowId(kept + counted);
      }
    }
    throw new IllegalStateException(
        "no id from " + value + " on belongs to partition " + partition + " of " + partitions);
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
