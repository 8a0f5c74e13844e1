package io.taskflow.engine.journal.jdbc;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.journal.JournalUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A journal in a SQLite file, for one engine: nothing to install, and as durable as the disk (each
 * commit is flushed).
 */
public final class SqliteJournal {

  private SqliteJournal() {}

  /** As {@link #open(SqliteSettings)} with the usual settings. */
  public static Journal open(Path file) {
    return open(SqliteSettings.of(file));
  }

  /**
   * Opens the journal, and makes it if it is not there.
   *
   * @throws JournalUnavailableException if the file is locked, or the disk is full
   * @throws JournalException if another engine uses the file, if it is not such a database, belongs
   *     to a newer release, or has another number of partitions
   */
  public static Journal open(SqliteSettings settings) {
    Path file = prepared(settings.file());
    SqliteLock lock = SqliteLock.take(file);
    SqliteDialect dialect = new SqliteDialect();
    SqliteSessions sessions = new SqliteSessions(dialect, file, settings.busyTimeout(), lock);
    return Opening.open(
        sessions,
        sessions.dataSource(),
        dialect,
        "SQLite database " + file,
        settings.partitions(),
        true);
  }

  /** The same path for the same file, so that the lock can't be gone around. */
  private static Path prepared(Path file) {
    try {
      Path absolute = file.toAbsolutePath();
      if (Files.exists(absolute)) {
        return absolute.toRealPath();
      }
      Path directory = absolute.getParent();
      if (directory == null) {
        throw new JournalException("SQLite database " + file + ": this is no file", null);
      }
      Files.createDirectories(directory);
      return directory.toRealPath().resolve(absolute.getFileName());
    } catch (IOException e) {
      throw new JournalException(
          "SQLite database " + file + ": its directory can't be used: " + e, e);
    }
  }
}
