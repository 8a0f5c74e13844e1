package io.taskflow.worker.std.sql;

import io.taskflow.protocol.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What has been done, by execution key, in the same database and transaction as the work itself. Of
 * two attempts at the same time the second one fails at the key.
 *
 * @param key the execution key
 */
record OnceTable(String key) {

  private static final String CREATE =
      "CREATE TABLE IF NOT EXISTS taskflow_std_sql (execution_key VARCHAR(500) PRIMARY KEY, result"
          + " TEXT NOT NULL)";

  /** What was returned before; null if it was not done yet. */
  @Nullable Json result(Connection connection) throws SQLException {
    try (PreparedStatement create = connection.prepareStatement(CREATE)) {
      create.execute();
    }
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT result FROM taskflow_std_sql WHERE execution_key = ?")) {
      query.setString(1, key);
      try (ResultSet found = query.executeQuery()) {
        return found.next() ? Json.parse(found.getString(1)) : null;
      }
    }
  }

  void done(Connection connection, Json result) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO taskflow_std_sql (execution_key, result) VALUES (?, ?)")) {
      insert.setString(1, key);
      insert.setString(2, result.text());
      insert.executeUpdate();
    }
  }
}
