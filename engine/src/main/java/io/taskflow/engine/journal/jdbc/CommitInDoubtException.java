package io.taskflow.engine.journal.jdbc;

import java.sql.SQLException;

/** The end of a transaction was asked for, and no answer came: it may be stored or not. */
final class CommitInDoubtException extends SQLException {

  private static final long serialVersionUID = 1L;

  CommitInDoubtException(SQLException cause) {
    super(cause.getMessage(), cause.getSQLState(), cause.getErrorCode(), cause);
  }
}
