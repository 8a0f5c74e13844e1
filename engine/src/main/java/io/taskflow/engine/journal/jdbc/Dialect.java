package io.taskflow.engine.journal.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the two databases differ: a few SQL expressions, how times are kept, what errors mean. */
abstract sealed class Dialect permits SqliteDialect, PostgresDialect {

  /** Directory of the numbered schema files, beside this class. */
  abstract String schemaDirectory();

  /** Expression for the time now, by the clock that leases go by. */
  abstract String now();

  /** Expression for a time so many microseconds from now; has one parameter. */
  abstract String nowPlusMicros();

  /** Expression for a parameter that is JSON text. */
  abstract String jsonParameter();

  /**
   * What follows a SELECT so that it locks its rows, and leaves out those that others have locked.
   */
  abstract String lockingUnlessLocked();

  /** Condition for rows that have all of these labels, of which there is at least one. */
  abstract Condition hasLabels(Map<String, String> labels);

  /** Sets a time, cut to microseconds. */
  abstract void setTime(PreparedStatement statement, int index, @Nullable Instant time)
      throws SQLException;

  /** A time; null where the column is. */
  abstract @Nullable Instant time(ResultSet row, String column) throws SQLException;

  /** Starts a transaction that is going to write. */
  abstract void begin(Session session) throws SQLException;

  /** Ends it, durably. What follows on the session is outside of a transaction. */
  abstract void commit(Session session) throws SQLException;

  /** Ends it as if it had not been. What follows on the session is outside of a transaction. */
  abstract void rollback(Session session) throws SQLException;

  /** Whether it takes several statements, each with parameters, in one trip. */
  abstract boolean takesSeveral();

  /**
   * Whether several statements that are executed as one, outside of a transaction, are all stored
   * or none.
   */
  abstract boolean storesTripsWhole(Session session) throws SQLException;

  /**
   * Whether what was sent together with the end of its transaction may be stored despite this
   * error, because it says nothing about it.
   */
  abstract boolean leavesInDoubt(SQLException error);

  /** What an error means. */
  abstract Fault fault(SQLException error);
}
