package io.taskflow.engine.journal.jdbc;

import io.taskflow.engine.journal.Journal;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The steps from connections to a journal that can be used. */
final class Opening {

  /** Half of the usual lease: whoever can't tell by then should not hold up other partitions. */
  private static final Duration RESOLVE_FOR = Duration.ofSeconds(5);

  /** Who else uses the database. */
  enum Use {
    /** Nobody: whatever engines have left in it is nobody's. */
    ALONE,
    /** Perhaps other engines. */
    SHARED,
    /** Engines, for which this one is a guest: it leaves the tables as they are. */
    BESIDE
  }

  private Opening() {}

  /**
   * Closes the sessions if it fails.
   *
   * @param use who else uses the database
   */
  static Journal open(
      Sessions sessions, Dialect dialect, String database, @Nullable Integer partitions, Use use) {
    Errors errors = new Errors(dialect, database);
    boolean opened = false;
    try {
      if (use == Use.BESIDE) {
        Schema.requireCurrent(sessions.dataSource(), dialect, errors);
      } else {
        Schema.migrate(sessions, dialect, errors);
      }
      int count = sessions.write(session -> Partitions.fix(session, dialect, partitions));
      if (use == Use.ALONE) {
        sessions.write(session -> new PartitionTable(dialect).releaseAll(session));
      }
      Journal journal = new JdbcJournal(sessions, dialect, errors, count, RESOLVE_FOR);
      opened = true;
      return journal;
    } catch (SQLException e) {
      throw errors.of("opening the journal", e);
    } finally {
      if (!opened) {
        sessions.close();
      }
    }
  }
}
