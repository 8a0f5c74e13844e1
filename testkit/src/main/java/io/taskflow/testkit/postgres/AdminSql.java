package io.taskflow.testkit.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Runs single statements, each on a connection of its own: nothing is held open between them. */
final class AdminSql {

  private static final String TERMINATE =
      "select pg_terminate_backend(pid) from pg_stat_activity"
          + " where datname = '%s' and pid <> pg_backend_pid()";

  private AdminSql() {}

  static void execute(String jdbcUrl, String sql) {
    try (Connection connection = DriverManager.getConnection(jdbcUrl);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      // Not the URL: it may hold a password.
      throw new PostgresException("PostgreSQL refused: " + sql, e);
    }
  }

  static void terminateConnections(String jdbcUrl, String database) {
    execute(jdbcUrl, TERMINATE.formatted(database));
  }
}
