package io.taskflow.worker.std.sql;

import io.taskflow.worker.TaskFailure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One statement as flows write it.
 *
 * @param sql with {@code ?} for each parameter
 * @param parameters in order
 */
record Statement(String sql, List<@Nullable Object> parameters) {

  /** Rows have to fit into a reply. */
  private static final int MAX_ROWS = 1_000;

  /**
   * What a statement did.
   *
   * @param rows of a query, by column; null of a statement that is none
   * @param changed how many rows it changed
   */
  record Outcome(@Nullable List<Map<String, @Nullable Object>> rows, int changed) {}

  static Statement of(Map<?, ?> written) {
    if (!(written.get("sql") instanceof String sql)) {
      throw new TaskFailure("each statement needs the member 'sql', a text").retryable(false);
    }
    List<@Nullable Object> parameters = new ArrayList<>();
    if (written.get("parameters") instanceof List<?> list) {
      parameters.addAll(list);
    }
    return new Statement(sql, parameters);
  }

  Outcome run(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setObject(i + 1, parameter(parameters.get(i)));
      }
      if (!statement.execute()) {
        return new Outcome(null, Math.max(0, statement.getUpdateCount()));
      }
      try (ResultSet result = statement.getResultSet()) {
        return new Outcome(rows(result), 0);
      }
    }
  }

  private static @Nullable Object parameter(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case BigInteger number -> new BigDecimal(number);
      case String text -> text;
      case Number number -> number;
      case Boolean bool -> bool;
      default ->
          throw new TaskFailure("a parameter is a text, a number, true, false or null")
              .retryable(false);
    };
  }

  private static List<Map<String, @Nullable Object>> rows(ResultSet result) throws SQLException {
    ResultSetMetaData columns = result.getMetaData();
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    while (result.next()) {
      if (rows.size() == MAX_ROWS) {
        throw new TaskFailure("the query gives more than %,d rows; limit it".formatted(MAX_ROWS))
            .retryable(false);
      }
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        row.put(columns.getColumnLabel(i), value(result.getObject(i)));
      }
      rows.add(row);
    }
    return rows;
  }

  private static @Nullable Object value(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Number number -> number;
      case Boolean bool -> bool;
      default -> value.toString();
    };
  }
}
