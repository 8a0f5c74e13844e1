package io.taskflow.engine.journal.jdbc;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a SQLite journal is and how it is used.
 *
 * @param file the database; it and the directories above it are made if they are missing
 * @param partitions how many partitions there are; null for what the database has, 8 in a new one
 * @param busyTimeout how long to wait for another program that holds the write lock, such as a
 *     backup; up to 60 s
 */
public record SqliteSettings(Path file, @Nullable Integer partitions, Duration busyTimeout) {

  private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(60);

  public SqliteSettings {
    Partitions.requireValid(partitions);
    if (busyTimeout.isNegative() || busyTimeout.compareTo(LONGEST_TIMEOUT) > 0) {
      throw new IllegalArgumentException(
          "busyTimeout must be from 0 to " + LONGEST_TIMEOUT + ", but is " + busyTimeout);
    }
  }

  /** The usual settings: the partitions that are there, and 5 seconds of patience. */
  public static SqliteSettings of(Path file) {
    return new SqliteSettings(file, null, Duration.ofSeconds(5));
  }

  /** With so many partitions. */
  public SqliteSettings withPartitions(int count) {
    return new SqliteSettings(file, count, busyTimeout);
  }

  /** With that patience for other programs. */
  public SqliteSettings withBusyTimeout(Duration time) {
    return new SqliteSettings(file, partitions, time);
  }
}
