package io.taskflow.engine.journal.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.Driver;

/**
 * A PostgreSQL server for tests: the one that the environment variable {@code
 * TASKFLOW_TEST_POSTGRES} names (a JDBC address with user and password), else a private one of the
 * embedded binaries. Each test gets a schema of its own.
 */
final class PostgresServer implements AutoCloseable {

  private static final String NAMED_BY = "TASKFLOW_TEST_POSTGRES";
  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private final EmbeddedPostgres embedded;
  private final String url;
  private final String user;
  private final String password;

  private PostgresServer(EmbeddedPostgres embedded, String url, String user, String password) {
    this.embedded = embedded;
    this.url = url;
    this.user = user;
    this.password = password;
  }

  static PostgresServer start() throws IOException {
    String named = System.getenv(NAMED_BY);
    if (named == null || named.isBlank()) {
      EmbeddedPostgres own = EmbeddedPostgres.builder().start();
      String url = "jdbc:postgresql://localhost:" + own.getPort() + "/postgres";
      return new PostgresServer(own, url, "postgres", "postgres");
    }
    Properties properties = Driver.parseURL(named, new Properties());
    if (properties == null) {
      throw new IllegalArgumentException(NAMED_BY + " is no JDBC address of PostgreSQL");
    }
    return new PostgresServer(
        null,
        named.replaceAll("[?].*", ""),
        properties.getProperty("user", "postgres"),
        properties.getProperty("password", ""));
  }

  /** Settings for a journal in a new and empty schema. */
  PostgresSettings emptySchema() throws SQLException {
    String schema = "test_" + ProcessHandle.current().pid() + "_" + SCHEMAS.incrementAndGet();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA " + schema);
    }
    return PostgresSettings.of(url + "?currentSchema=" + schema, user, password).withPoolSize(3);
  }

  /** A connection that no journal knows of. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, password);
  }

  /** A connection that no journal knows of, to the schema of these settings. */
  Connection connect(PostgresSettings settings) throws SQLException {
    return DriverManager.getConnection(settings.url(), user, password);
  }

  @Override
  public void close() throws IOException {
    if (embedded != null) {
      embedded.close();
    }
  }
}
