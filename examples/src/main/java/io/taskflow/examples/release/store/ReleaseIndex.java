package io.taskflow.examples.release.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * The index of a store. A write transaction holds the one lock of the database from its beginning,
 * against all threads and processes; what else has to change together with the index, files and the
 * pointer, is changed inside it, before its commit. Thread-safe.
 *
 * <p>The connection is shared by the threads of this process, one at a time: SQLite would make them
 * wait inside native code, where a virtual thread blocks the thread that carries it.
 */
final class ReleaseIndex implements AutoCloseable {

  /** How long a transaction waits for those of other processes. */
  private static final int BUSY_TIMEOUT_MILLIS = 60_000;

  private static final List<String> SCHEMA =
      List.of(
          """
          create table if not exists release (
            name text primary key, flow text not null, source text not null,
            excludes text not null, file_count integer not null, opened_at text not null,
            published_at text, previous text)\
          """,
          """
          create table if not exists reference (
            release text not null references release (name), path text not null,
            sha256 text not null, primary key (release, path)) without rowid\
          """,
          "create index if not exists reference_sha256 on reference (sha256)",
          """
          create table if not exists object (
            sha256 text primary key, size_bytes integer not null,
            stored_bytes integer not null) without rowid\
          """,
          """
          create table if not exists entry (
            release text not null references release (name), path text not null,
            kind text not null, size_bytes integer not null, sha256 text not null,
            primary key (release, path)) without rowid\
          """);

  private final StoreLayout layout;
  private final ReentrantLock oneAtATime = new ReentrantLock();
  private @Nullable Connection connection;
  private @Nullable Object connectedFile;

  ReleaseIndex(StoreLayout layout) {
    this.layout = layout;
  }

  /** What is done in a transaction; rolled back if it throws. */
  @FunctionalInterface
  interface Work<T> {
    T in(IndexTransaction transaction) throws SQLException, IOException;
  }

  boolean exists() {
    return Files.exists(layout.index());
  }

  /** Makes store and index if they are not there yet. */
  void create() throws SQLException, IOException {
    Files.createDirectories(layout.objects());
    Files.createDirectories(layout.staging());
    if (!exists()) {
      config().createConnection(url()).close();
    }
    write(
        transaction -> {
          for (String table : SCHEMA) {
            transaction.update(table);
          }
          return true;
        });
  }

  <T> T write(Work<T> work) throws SQLException, IOException {
    return transact("begin immediate", work);
  }

  <T> T read(Work<T> work) throws SQLException, IOException {
    return transact("begin deferred", work);
  }

  @Override
  public void close() throws SQLException {
    oneAtATime.lock();
    try {
      disconnect();
    } finally {
      oneAtATime.unlock();
    }
  }

  /**
   * Begins by a statement of its own: the driver would wait with that for the first of the work.
   */
  private <T> T transact(String begin, Work<T> work) throws SQLException, IOException {
    oneAtATime.lock();
    try {
      Connection open = connect();
      execute(open, begin);
      try {
        T result = work.in(new IndexTransaction(open));
        execute(open, "commit");
        return result;
      } catch (SQLException | IOException | RuntimeException e) {
        disconnect(); // which rolls back
        throw e;
      }
    } finally {
      oneAtATime.unlock();
    }
  }

  /** A connection to the file that is there now: somebody may have removed the one before. */
  private Connection connect() throws SQLException, IOException {
    Object file = Files.readAttributes(layout.index(), BasicFileAttributes.class).fileKey();
    Connection open = connection;
    if (open == null || !Objects.equals(file, connectedFile)) {
      disconnect();
      open = config().createConnection(url());
      connection = open;
      connectedFile = file;
    }
    return open;
  }

  private void disconnect() throws SQLException {
    if (connection != null) {
      Connection open = connection;
      connection = null;
      open.close();
    }
  }

  private static void execute(Connection open, String sql) throws SQLException {
    try (Statement statement = open.createStatement()) {
      statement.execute(sql);
    }
  }

  private String url() {
    return "jdbc:sqlite:" + layout.index();
  }

  private static SQLiteConfig config() {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    config.enforceForeignKeys(true);
    return config;
  }
}
