package io.taskflow.engine.journal.jdbc;

import io.taskflow.engine.journal.Patience;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server for tests: the one that the environment variable {@code
 * TASKFLOW_TEST_POSTGRES} names (a JDBC address with user and password), else a private one of the
 * embedded binaries. Each test gets a schema of its own.
 */
final class PostgresServer implements AutoCloseable {

  private static final String NAMED_BY = "TASKFLOW_TEST_POSTGRES";

  private final @Nullable EmbeddedPostgres embedded;
  private final PostgresSettings settings;
  private final List<String> schemas = new ArrayList<>();

  private PostgresServer(@Nullable EmbeddedPostgres embedded, PostgresSettings settings) {
    this.embedded = embedded;
    this.settings = settings;
  }

  static PostgresServer start() throws IOException {
    String named = System.getenv(NAMED_BY);
    if (named != null && !named.isBlank()) {
      return new PostgresServer(null, PostgresSettings.parse(named));
    }
    return of(EmbeddedPostgres.builder().setPGStartupWait(Patience.LIMIT).start());
  }

  static PostgresServer of(EmbeddedPostgres own) {
    String url = "jdbc:postgresql://localhost:" + own.getPort() + "/postgres";
    return new PostgresServer(own, PostgresSettings.of(url, "postgres", "embedded"));
  }

  /** Settings for a journal in a new and empty schema. */
  PostgresSettings emptySchema() throws SQLException {
    String schema = "test_" + ProcessHandle.current().pid() + "_" + schemas.size();
    execute("CREATE SCHEMA " + schema);
    schemas.add(schema);
    String separator = settings.url().contains("?") ? "&" : "?";
    String url = settings.url() + separator + "currentSchema=" + schema;
    return PostgresSettings.of(url, settings.user(), settings.password()).withPoolSize(3);
  }

  /** Runs a statement on a connection that no journal knows of. */
  void execute(String sql) throws SQLException {
    try (Connection connection = connect(settings);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** A connection that no journal knows of, to the schema of these settings. */
  static Connection connect(PostgresSettings settings) throws SQLException {
    return DriverManager.getConnection(settings.url(), settings.user(), settings.password());
  }

  @Override
  public void close() throws IOException, SQLException {
    if (embedded != null) {
      embedded.close();
      return;
    }
    for (String schema : schemas) {
      execute("DROP SCHEMA " + schema + " CASCADE");
    }
  }
}
