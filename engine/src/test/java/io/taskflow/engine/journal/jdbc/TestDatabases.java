package io.taskflow.engine.journal.jdbc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Connections to empty databases with their tables, for tests of what is below a journal. */
final class TestDatabases {

  private TestDatabases() {}

  static Sessions sqlite(Path file) {
    SqliteDialect dialect = new SqliteDialect();
    SqliteSessions sessions =
        new SqliteSessions(dialect, file, Duration.ofSeconds(5), SqliteLock.take(file));
    Schema.migrate(sessions, dialect, new Errors(dialect, "SQLite"));
    return sessions;
  }

  static Sessions postgres(PostgresSettings settings) {
    PostgresDialect dialect = new PostgresDialect();
    PostgresSessions sessions = new PostgresSessions(dialect, settings);
    Schema.migrate(sessions, dialect, new Errors(dialect, "PostgreSQL"));
    return sessions;
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
