package io.taskflow.engine.journal.jdbc;

import io.taskflow.engine.journal.JournalException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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
  static void migrate(Sessions sessions, Dialect dialect, Errors errors) {
    try {
      MigrationInfoService info = flyway(sessions.dataSource(), dialect).info();
      requireKnown(info);
      if (info.pending().length > 0) {
        sessions.changeSchema(unlimited -> flyway(unlimited, dialect).migrate());
      }
    } catch (FlywayException e) {
      throw translated(e, errors);
    }
  }

  /**
   * Makes sure that the tables are those of this release, and changes nothing.
   *
   * @throws JournalException if they are not
   */
  static void requireCurrent(DataSource dataSource, Dialect dialect, Errors errors) {
    try {
      MigrationInfoService info = flyway(dataSource, dialect).info();
      requireKnown(info);
      if (info.pending().length > 0) {
        throw new JournalException(
            "the database has no tables of this release: %d of its %d steps are missing. An engine of this release makes them when it starts, or 'taskflow migrate'; nothing was changed"
                .formatted(info.pending().length, info.all().length),
            null);
      }
    } catch (FlywayException e) {
      throw translated(e, errors);
    }
  }

  /** All steps that this release knows, in order. Changes nothing. */
  static List<SchemaStep> steps(DataSource dataSource, Dialect dialect, Errors errors) {
    try {
      List<SchemaStep> steps = new ArrayList<>();
      for (MigrationInfo migration : flyway(dataSource, dialect).info().all()) {
        if (migration.getState().isResolved() && migration.getVersion() != null) {
          steps.add(
              new SchemaStep(
                  migration.getVersion().toString(),
                  migration.getDescription(),
                  migration.getState().isApplied(),
                  sql(dialect, migration.getScript())));
        }
      }
      return steps;
    } catch (FlywayException e) {
      throw translated(e, errors);
    }
  }

  private static String sql(Dialect dialect, String script) {
    String name = script.substring(script.lastIndexOf('/') + 1);
    try (InputStream in =
        Schema.class.getResourceAsStream(dialect.schemaDirectory() + "/" + name)) {
      if (in == null) {
        throw new JournalException("the step " + script + " is not on the class path", null);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new JournalException("the step " + script + " can't be read: " + e, e);
    }
  }

  private static Flyway flyway(DataSource dataSource, Dialect dialect) {
    return Flyway.configure(Schema.class.getClassLoader())
        .dataSource(dataSource)
        .locations("classpath:io/taskflow/engine/journal/jdbc/" + dialect.schemaDirectory())
        .table(HISTORY_TABLE)
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .cleanDisabled(true)
        .load();
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
