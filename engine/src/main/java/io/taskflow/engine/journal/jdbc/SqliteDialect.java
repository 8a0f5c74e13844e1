package io.taskflow.engine.journal.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** SQLite: times are integers, microseconds since 1970; the clock is this machine's. */
final class SqliteDialect extends Dialect {

  /** The low byte of an extended error code is the plain one. */
  private static final int PLAIN = 0xff;

  @Override
  String schemaDirectory() {
    return "sqlite";
  }

  @Override
  String now() {
    return "CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000";
  }

  @Override
  String nowPlusMicros() {
    return now() + " + ?";
  }

  @Override
  String jsonParameter() {
    return "?";
  }

  /** Writers wait for each other anyway. */
  @Override
  String lockingUnlessLocked() {
    return "";
  }

  @Override
  Condition hasLabels(Map<String, String> labels) {
    List<String> conditions = new ArrayList<>();
    List<String> parameters = new ArrayList<>();
    labels.forEach(
        (name, value) -> {
          conditions.add(
              "EXISTS (SELECT 1 FROM json_each(labels) AS label"
                  + " WHERE label.key = ? AND label.value = ?)");
          parameters.add(name);
          parameters.add(value);
        });
    return new Condition(String.join(" AND ", conditions), parameters);
  }

  @Override
  void setTime(PreparedStatement statement, int index, @Nullable Instant time) throws SQLException {
    if (time == null) {
      statement.setNull(index, Types.INTEGER);
    } else {
      statement.setLong(index, ChronoUnit.MICROS.between(Instant.EPOCH, time));
    }
  }

  @Override
  @Nullable Instant time(ResultSet row, String column) throws SQLException {
    long micros = row.getLong(column);
    return row.wasNull() ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /** Takes the write lock at once: a transaction that began by reading could not wait for it. */
  @Override
  void begin(Session session) throws SQLException {
    session.prepare("BEGIN IMMEDIATE").executeUpdate();
  }

  @Override
  void commit(Session session) throws SQLException {
    session.prepare("COMMIT").executeUpdate();
  }

  @Override
  void rollback(Session session) throws SQLException {
    session.prepare("ROLLBACK").executeUpdate();
  }

  @Override
  boolean takesSeveral() {
    return false;
  }

  @Override
  boolean storesTripsWhole(Session session) {
    return false;
  }

  /** It has no such trips. */
  @Override
  boolean leavesInDoubt(SQLException error) {
    return true;
  }

  @Override
  Fault fault(SQLException error) {
    if (!(error instanceof SQLiteException sqlite)) {
      return Fault.DEFECT;
    }
    SQLiteErrorCode code = sqlite.getResultCode();
    if (code == SQLiteErrorCode.SQLITE_CONSTRAINT_PRIMARYKEY
        || code == SQLiteErrorCode.SQLITE_CONSTRAINT_UNIQUE) {
      return Fault.DUPLICATE;
    }
    if (code == SQLiteErrorCode.SQLITE_CONSTRAINT_FOREIGNKEY) {
      return Fault.CONTENTION; // a definition was forgotten at the same moment
    }
    return switch (SQLiteErrorCode.getErrorCode(code.code & PLAIN)) {
      case SQLITE_BUSY,
          SQLITE_LOCKED,
          SQLITE_NOMEM,
          SQLITE_READONLY,
          SQLITE_INTERRUPT,
          SQLITE_IOERR,
          SQLITE_FULL,
          SQLITE_CANTOPEN,
          SQLITE_PROTOCOL ->
          Fault.UNAVAILABLE;
      default -> Fault.DEFECT;
    };
  }
}
