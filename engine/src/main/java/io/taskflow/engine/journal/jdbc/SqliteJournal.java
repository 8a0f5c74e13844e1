package io.taskflow.engine.journal.jdbc;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.journal.JournalUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
        sessions, dialect, "SQLite database " + file, settings.partitions(), Opening.Use.ALONE);
  }

  /**
   * Opens a journal that is there, for a program that takes no partitions ({@link
   * io.taskflow.engine.runtime.EngineBuilder#client}): also while an engine uses it, in this
   * process or another one of this machine. The tables are left as they are.
   *
   * @throws JournalUnavailableException if the file is locked
   * @throws JournalException if there is no such file, if it is no such database, or if its tables
   *     are not those of this release
   */
  public static Journal openBeside(SqliteSettings settings) {
    if (!Files.isRegularFile(settings.file())) {
      throw new JournalException(
          "SQLite database " + settings.file() + ": there is no such file", null);
    }
    Path file = prepared(settings.file());
    SqliteDialect dialect = new SqliteDialect();
    SqliteSessions sessions = new SqliteSessions(dialect, file, settings.busyTimeout(), null);
    return Opening.open(
        sessions, dialect, "SQLite database " + file, settings.partitions(), Opening.Use.BESIDE);
  }

  /**
   * The steps by which the tables come to the form of this release, in order; those of a file that
   * is not there are all not applied. Changes nothing.
   *
   * @throws JournalException if it is no such database
   */
  public static List<SchemaStep> schema(SqliteSettings settings) {
    SqliteDialect dialect = new SqliteDialect();
    Path file = settings.file();
    // A database in memory is as empty as a file that is not there, and leaves none behind.
    Path looked = Files.exists(file) ? prepared(file) : Path.of(":memory:");
    try (SqliteSessions sessions =
        new SqliteSessions(dialect, looked, settings.busyTimeout(), null)) {
      return Schema.steps(
          sessions.dataSource(), dialect, new Errors(dialect, "SQLite database " + file));
    }
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
