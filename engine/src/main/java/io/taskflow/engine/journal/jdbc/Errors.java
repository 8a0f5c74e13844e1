package io.taskflow.engine.journal.jdbc;

import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.journal.JournalUnavailableException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;

/** Says in the journal's terms what a database's error means. Stateless. */
final class Errors {

  private final Dialect dialect;
  private final String database;

  /**
   * @param database what it is and where, without secrets
   */
  Errors(Dialect dialect, String database) {
    this.dialect = dialect;
    this.database = database;
  }

  /**
   * Nothing was stored.
   *
   * @param what was being done
   */
  JournalException of(String what, SQLException error) {
    SQLException reason = withoutData(error);
    String failed = database + ": " + what + " failed: " + text(reason);
    return switch (dialect.fault(reason)) {
      case UNAVAILABLE, CONTENTION ->
          new JournalUnavailableException(
              failed + "; nothing was stored, and the same call may be made again", reason);
      case DUPLICATE, DEFECT -> new JournalException(failed + "; nothing was stored", reason);
    };
  }

  /**
   * Nothing was stored, and the same call fails again until somebody has done something.
   *
   * @param what was being done
   */
  JournalException of(String what, String problem, SQLException error) {
    return new JournalException(database + ": " + what + " failed: " + problem, error);
  }

  /** Nobody could tell in time whether something was stored. */
  JournalUnavailableException inDoubt(String what, SQLException error) {
    SQLException reason = withoutData(error);
    return new JournalUnavailableException(
        database
            + ": "
            + what
            + " lost its answer, and whether it was stored could not be read since: "
            + text(reason)
            + "; the same call again finds out",
        reason);
  }

  /** A pool's error has what the server said as its cause. */
  private static String text(SQLException reason) {
    Throwable cause = reason.getCause();
    return cause instanceof SQLException
        ? reason.getMessage() + ": " + cause.getMessage()
        : String.valueOf(reason.getMessage());
  }

  /** A batch's error quotes the rows, which must not get into logs; the error behind it doesn't. */
  private static SQLException withoutData(SQLException error) {
    SQLException reason = error;
    if (reason instanceof CommitInDoubtException && reason.getCause() instanceof SQLException e) {
      reason = e;
    }
    if (reason instanceof BatchUpdateException && reason.getNextException() != null) {
      reason = reason.getNextException();
    }
    return reason;
  }
}
