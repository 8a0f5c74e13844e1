package io.taskflow.engine.journal.jdbc;

import io.taskflow.protocol.Json;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.PreferQueryMode;

/** PostgreSQL: times are {@code timestamptz}; the clock is the server's. */
final class PostgresDialect extends Dialect {

  @Override
  String schemaDirectory() {
    return "postgresql";
  }

  @Override
  String now() {
    return "now()";
  }

  @Override
  String nowPlusMicros() {
    return "now() + ? * INTERVAL '1 microsecond'";
  }

  @Override
  String jsonParameter() {
    return "CAST(? AS jsonb)";
  }

  @Override
  String lockingUnlessLocked() {
    return "FOR UPDATE SKIP LOCKED";
  }

  /** The second half lets the planner use the index, which leaves out flows without labels. */
  @Override
  Condition hasLabels(Map<String, String> labels) {
    return new Condition(
        "labels @> CAST(? AS jsonb) AND labels <> '{}'", List.of(Json.of(labels).text()));
  }

  @Override
  void setTime(PreparedStatement statement, int index, @Nullable Instant time) throws SQLException {
    if (time == null) {
      statement.setNull(index, Types.TIMESTAMP_WITH_TIMEZONE);
    } else {
      statement.setObject(index, time.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
    }
  }

  @Override
  @Nullable Instant time(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  @Override
  void begin(Session session) throws SQLException {
    session.connection().setAutoCommit(false);
  }

  @Override
  void commit(Session session) throws SQLException {
    session.connection().commit();
    session.connection().setAutoCommit(true);
  }

  @Override
  void rollback(Session session) throws SQLException {
    session.connection().rollback();
    session.connection().setAutoCommit(true);
  }

  @Override
  boolean takesSeveral() {
    return true;
  }

  /** The simple protocol, which an URL can ask for, sends each statement for itself. */
  @Override
  boolean storesTripsWhole(Session session) throws SQLException {
    PGConnection connection = session.connection().unwrap(PGConnection.class);
    return connection.getPreferQueryMode() != PreferQueryMode.SIMPLE;
  }

  @Override
  boolean leavesInDoubt(SQLException error) {
    String state = error.getSQLState();
    return state == null
        || state.startsWith(SqlState.CLASS_CONNECTION)
        || state.startsWith(SqlState.CLASS_SHUTDOWN)
        || state.startsWith(SqlState.CLASS_SYSTEM);
  }

  @Override
  Fault fault(SQLException error) {
    String state = error.getSQLState();
    if (error instanceof SQLTransientConnectionException) {
      return Fault.UNAVAILABLE;
    }
    if (state == null) {
      return Fault.DEFECT;
    }
    return switch (state) {
      case SqlState.UNIQUE_VIOLATION -> Fault.DUPLICATE;
      // A definition was forgotten at the same moment.
      case SqlState.FOREIGN_KEY_VIOLATION,
          SqlState.SERIALIZATION_FAILURE,
          SqlState.DEADLOCK_DETECTED ->
          Fault.CONTENTION;
      case SqlState.LOCK_NOT_AVAILABLE,
          SqlState.READ_ONLY_TRANSACTION,
          SqlState.IDLE_IN_TRANSACTION_TIMEOUT,
          SqlState.TRANSACTION_TIMEOUT ->
          Fault.UNAVAILABLE;
      default -> ofClass(state);
    };
  }

  private static Fault ofClass(String state) {
    boolean passes =
        state.startsWith(SqlState.CLASS_CONNECTION)
            || state.startsWith(SqlState.CLASS_RESOURCES)
            || state.startsWith(SqlState.CLASS_OPERATOR)
            || state.startsWith(SqlState.CLASS_SYSTEM);
    return passes ? Fault.UNAVAILABLE : Fault.DEFECT;
  }
}
