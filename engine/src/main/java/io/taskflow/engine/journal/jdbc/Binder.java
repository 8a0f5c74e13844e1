package io.taskflow.engine.journal.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Sets the parameters of a statement one after the other. */
final class Binder {

  private final PreparedStatement statement;
  private final Dialect dialect;
  private int index;

  Binder(PreparedStatement statement, Dialect dialect) {
    this.statement = statement;
    this.dialect = dialect;
  }

  Binder text(@Nullable String value) throws SQLException {
    statement.setString(++index, value);
    return this;
  }

  Binder number(long value) throws SQLException {
    statement.setLong(++index, value);
    return this;
  }

  Binder time(@Nullable Instant value) throws SQLException {
    dialect.setTime(statement, ++index, value);
    return this;
  }
}
