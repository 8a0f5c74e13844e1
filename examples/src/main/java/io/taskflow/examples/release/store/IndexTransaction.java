package io.taskflow.examples.release.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Statements within one transaction of the index. Belongs to the thread that runs it. */
final class IndexTransaction {

  private final Connection connection;

  IndexTransaction(Connection connection) {
    this.connection = connection;
  }

  /** Makes a value of the row that a result set stands on. */
  @FunctionalInterface
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** How many rows the statement changed. */
  int update(String sql, @Nullable Object... parameters) throws SQLException {
    try (PreparedStatement statement = prepare(sql, parameters)) {
      return statement.executeUpdate();
    }
  }

  <T> List<T> list(String sql, Row<T> row, @Nullable Object... parameters) throws SQLException {
    try (PreparedStatement statement = prepare(sql, parameters);
        ResultSet found = statement.executeQuery()) {
      List<T> values = new ArrayList<>();
      while (found.next()) {
        values.add(row.read(found));
      }
      return values;
    }
  }

  /** The first row, if there is one. */
  <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... parameters)
      throws SQLException {
    return list(sql, row, parameters).stream().findFirst();
  }

  /** A number that the statement always gives, such as a count or a sum. */
  long number(String sql, @Nullable Object... parameters) throws SQLException {
    return list(sql, row -> row.getLong(1), parameters).getFirst();
  }

  private PreparedStatement prepare(String sql, @Nullable Object... parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }
}
