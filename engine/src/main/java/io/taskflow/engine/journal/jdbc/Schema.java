package io.taskflow.engine.journal.jdbc;

import io.taskflow.engine.journal.JournalException;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationVersion;

/** Brings a database's tables to the form that this release knows, by numbered SQL files. */
final class Schema {

  /** Our own, because the service that embeds us may use the same library for its own tables. */
  private static final String HISTORY_TABLE = "taskflow_schema_history";

  private Schema() {}

  /**
   * Creates or upgrades the tables; does nothing, and needs no right to change tables, if they are
   * as they should be.
   *
   * @throws JournalException if a newer release has upgraded them already
   */
  static void migrate(DataSource dataSource, Dialect dialect, Errors errors) {
    try {
      Flyway flyway =
          Flyway.configure(Schema.class.getClassLoader())
              .dataSource(dataSource)
              .locations("classpath:io/taskflow/engine/journal/jdbc/" + dialect.schemaDirectory())
              .table(HISTORY_TABLE)
              .baselineOnMigrate(true)
              .baselineVersion("0")
              .cleanDisabled(true)
              .load();
      MigrationInfoService info = flyway.info();
      requireKnown(info);
      if (info.pending().length > 0) {
        flyway.migrate();
      }
    } catch (FlywayException e) {
      throw translated(e, errors);
    }
  }

  private static void requireKnown(MigrationInfoService info) {
    MigrationVersion newest = MigrationVersion.EMPTY;
    for (MigrationInfo migration : info.all()) {
      if (migration.getState().isResolved() && migration.getVersion() != null) {
        newest = newest.isNewerThan(migration.getVersion()) ? newest : migration.getVersion();
      }
    }
    MigrationInfo current = info.current();
    if (current != null
        && current.getVersion() != null
        && current.getVersion().isNewerThan(newest)) {
      throw new JournalException(
          "the database's tables have version "
              + current.getVersion()
              + ", but this release knows only those up to version "
              + newest
              + ": a newer release has used this database. Use that release or a newer one; nothing"
              + " was changed",
          null);
    }
  }

  private static JournalException translated(FlywayException e, Errors errors) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return errors.of("preparing the tables", sql);
      }
    }
    return new JournalException("the database's tables can't be prepared: " + e.getMessage(), e);
  }
}
