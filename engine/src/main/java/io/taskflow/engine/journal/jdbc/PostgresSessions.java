package io.taskflow.engine.journal.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pool of connections to a PostgreSQL server. */
final class PostgresSessions extends Sessions {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresSessions.class);

  /** The server ends a statement that takes too long; this is for when it can't even do that. */
  private static final Duration SILENCE_BEYOND_STATEMENT_TIMEOUT = Duration.ofSeconds(5);

  /**
   * After so long the server ends a session that is silent in the middle of a transaction: its
   * engine is cut off, and as long as the session has its partition's row, nobody can take it over.
   * A transaction here never waits for anything but the server.
   */
  private static final Duration SILENCE_IN_TRANSACTION = Duration.ofSeconds(2);

  private final HikariDataSource pool;

  /**
   * Connects once. A pool would try until its time is over, and then tell the reason of that only.
   */
  static void probe(PostgresSettings settings) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", settings.user());
    properties.setProperty("password", settings.password());
    properties.putAll(PemSocketFactory.properties(settings.tls()));
    properties.setProperty("connectTimeout", connectTimeoutSeconds(settings));
    properties.setProperty("loginTimeout", connectTimeoutSeconds(settings));
    DriverManager.getConnection(settings.url(), properties).close();
  }

  /** Does not connect yet. */
  PostgresSessions(Dialect dialect, PostgresSettings settings) {
    super(dialect);
    this.pool = new HikariDataSource(config(settings));
  }

  private static HikariConfig config(PostgresSettings settings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("taskflow-journal");
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(settings.poolSize());
    config.setConnectionTimeout(settings.connectTimeout().toMillis());
    config.setInitializationFailTimeout(-1);
    config.setConnectionInitSql(
        "SET statement_timeout = %d; SET idle_in_transaction_session_timeout = %d"
            .formatted(settings.statementTimeout().toMillis(), SILENCE_IN_TRANSACTION.toMillis()));
    PemSocketFactory.properties(settings.tls()).forEach(config::addDataSourceProperty);
    config.addDataSourceProperty("ApplicationName", "taskflow");
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("logServerErrorDetail", "false");
    config.addDataSourceProperty("connectTimeout", connectTimeoutSeconds(settings));
    config.addDataSourceProperty(
        "socketTimeout",
        String.valueOf(
            settings.statementTimeout().plus(SILENCE_BEYOND_STATEMENT_TIMEOUT).toSeconds()));
    return config;
  }

  private static String connectTimeoutSeconds(PostgresSettings settings) {
    return String.valueOf(Math.max(1, settings.connectTimeout().toSeconds()));
  }

  /** For the migration of the schema. */
  DataSource dataSource() {
    return pool;
  }

  @Override
  void migrated() {
    pool.getHikariPoolMXBean().softEvictConnections();
  }

  @Override
  Session borrowReader() throws SQLException {
    return new Session(pool.getConnection());
  }

  @Override
  void returnReader(Session session, boolean usable) {
    if (!usable) {
      pool.evictConnection(session.connection());
      return;
    }
    try {
      session.close();
    } catch (SQLException e) {
      LOG.debug("a connection to PostgreSQL could not be closed: {}", e.getMessage());
    }
  }

  @Override
  Session borrowWriter() throws SQLException {
    return borrowReader();
  }

  @Override
  void returnWriter(Session session, boolean usable) {
    returnReader(session, usable);
  }

  @Override
  public void close() {
    pool.close();
  }
}
