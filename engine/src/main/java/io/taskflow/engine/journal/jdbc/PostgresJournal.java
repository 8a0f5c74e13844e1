package io.taskflow.engine.journal.jdbc;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.journal.JournalUnavailableException;
import io.taskflow.protocol.security.TlsProblem;
import java.sql.SQLException;
import java.util.List;

/** A journal in a PostgreSQL database, which many engines can share. PostgreSQL 14 or newer. */
public final class PostgresJournal {

  /** So many does a look at the schema take. */
  private static final int CONNECTIONS_TO_LOOK = 2;

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
    return open(settings, Opening.Use.SHARED);
  }

  /**
   * As {@link #open}, but the tables are left as they are: for a program that comes beside the
   * engines of an installation, which must not upgrade its tables unasked.
   *
   * @throws JournalUnavailableException if the server can't be reached now
   * @throws JournalException as {@link #open}, and if the tables are not those of this release
   */
  public static Journal openBeside(PostgresSettings settings) {
    return open(settings, Opening.Use.BESIDE);
  }

  /**
   * The steps by which the tables come to the form of this release, in order. Changes nothing.
   *
   * @throws JournalUnavailableException if the server can't be reached now
   * @throws JournalException if it refuses user or password
   */
  public static List<SchemaStep> schema(PostgresSettings settings) {
    PostgresDialect dialect = new PostgresDialect();
    Errors errors = new Errors(dialect, "PostgreSQL database " + settings.url());
    probe(settings, errors);
    try (PostgresSessions sessions =
        new PostgresSessions(dialect, settings.withPoolSize(CONNECTIONS_TO_LOOK))) {
      return Schema.steps(sessions.dataSource(), dialect, errors);
    }
  }

  private static Journal open(PostgresSettings settings, Opening.Use use) {
    PostgresDialect dialect = new PostgresDialect();
    String database = "PostgreSQL database " + settings.url();
    probe(settings, new Errors(dialect, database));
    PostgresSessions sessions = new PostgresSessions(dialect, settings);
    return Opening.open(sessions, dialect, database, settings.partitions(), use);
  }

  private static void probe(PostgresSettings settings, Errors errors) {
    try {
      PostgresSessions.probe(settings);
    } catch (SQLException e) {
      throw refused(errors, "connecting as " + settings.user(), e);
    }
  }

  /** Waiting does not help against a wrong certificate, so that it is not only unavailable now. */
  private static JournalException refused(Errors errors, String what, SQLException error) {
    return TlsProblem.explain(error, "the database")
        .map(problem -> errors.of(what, problem, error))
        .orElseGet(() -> errors.of(what, error));
  }
}
