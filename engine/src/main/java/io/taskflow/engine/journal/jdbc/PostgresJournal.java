package io.taskflow.engine.journal.jdbc;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.journal.JournalUnavailableException;
import io.taskflow.protocol.security.TlsProblem;
import java.sql.SQLException;

/** A journal in a PostgreSQL database, which many engines can share. PostgreSQL 14 or newer. */
public final class PostgresJournal {

  private PostgresJournal() {}

  /**
   * Opens the journal, and makes its tables if they are not there.
   *
   * @throws JournalUnavailableException if the server can't be reached now
   * @throws JournalException if it refuses user or password, if there is no TLS connection with its
   *     certificate, or if the tables belong to a newer release or have another number of
   *     partitions
   */
  public static Journal open(PostgresSettings settings) {
    PostgresDialect dialect = new PostgresDialect();
    String database = "PostgreSQL database " + settings.url();
    try {
      PostgresSessions.probe(settings);
    } catch (SQLException e) {
      throw refused(new Errors(dialect, database), "connecting as " + settings.user(), e);
    }
    PostgresSessions sessions = new PostgresSessions(dialect, settings);
    return Opening.open(
        sessions, sessions.dataSource(), dialect, database, settings.partitions(), false);
  }

  /** Waiting does not help against a wrong certificate, so that it is not only unavailable now. */
  private static JournalException refused(Errors errors, String what, SQLException error) {
    return TlsProblem.explain(error, "the database")
        .map(problem -> errors.of(what, problem, error))
        .orElseGet(() -> errors.of(what, error));
  }
}
