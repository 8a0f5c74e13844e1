package io.taskflow.engine.journal.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool of connections to a PostgreSQL server, and beside it the session that a writer has given
 * back last. As a rule writers come one after another, and the session that has just been used is
 * the cheapest: its statements are prepared, and its process at the server has at hand what it
 * needs. A pool would give each thread the one that this thread has had before. Readers get it if
 * there is no other.
 */
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

  /**
   * The server asks a client that is silent whether it is there, and gives up after as many
   * attempts as its system makes, nine as a rule. One that was cut off amid a statement is silent
   * outside of what the limits above are about. A pooler in between answers for its clients.
   */
  private static final String KEEPALIVES =
      "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2";

  /** So many at most does a change of the schema take, beside those of the pool. */
  private static final int SCHEMA_CONNECTIONS = 4;

  /** A session that has been idle for longer is asked whether it still works, as a pool does. */
  private static final long TRUSTED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final int VALIDATION_SECONDS = 1;

  /** So long a session is kept from the pool, which replaces connections that are old. */
  private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final PostgresSettings settings;
  private final LongSupplier clock;
  private final HikariDataSource pool;
  private final AtomicReference<@Nullable Kept> kept = new AtomicReference<>();

  /** A session that waits for the next writer. */
  private record Kept(Session session, long returnedAt) {}

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
    this(dialect, settings, System::nanoTime);
  }

  /**
   * With a clock of its own.
   *
   * @param clock tells nanoseconds, and never goes back
   */
  PostgresSessions(Dialect dialect, PostgresSettings settings, LongSupplier clock) {
    super(dialect);
    this.settings = settings;
    this.clock = clock;
    this.pool = new HikariDataSource(limited(settings));
  }

  private static HikariConfig limited(PostgresSettings settings) {
    HikariConfig config = config("taskflow-journal", settings);
    config.setMaximumPoolSize(settings.poolSize());
    config.setConnectionInitSql(
        KEEPALIVES
            + "; SET statement_timeout = %d; SET idle_in_transaction_session_timeout = %d"
                .formatted(
                    settings.statementTimeout().toMillis(), SILENCE_IN_TRANSACTION.toMillis()));
    config.addDataSourceProperty(
        "socketTimeout",
        String.valueOf(
            settings.statementTimeout().plus(SILENCE_BEYOND_STATEMENT_TIMEOUT).toSeconds()));
    return config;
  }

  /**
   * For changes of the schema. Nothing limits how long a statement takes, nor how long a
   * transaction is silent, whatever the server's defaults are: one of the sessions keeps a lock
   * while another one changes tables. Only the wait for a table that others use is limited, for
   * they all wait behind it.
   */
  private static HikariConfig unlimited(PostgresSettings settings) {
    HikariConfig config = config("taskflow-schema", settings);
    config.setMinimumIdle(0);
    config.setMaximumPoolSize(SCHEMA_CONNECTIONS);
    config.setConnectionInitSql(
        KEEPALIVES
            + "; SET lock_timeout = %d; SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN ('statement_timeout', 'idle_in_transaction_session_timeout', 'idle_session_timeout', 'transaction_timeout')"
                .formatted(settings.statementTimeout().toMillis()));
    return config;
  }

  private static HikariConfig config(String name, PostgresSettings settings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setConnectionTimeout(settings.connectTimeout().toMillis());
    config.setInitializationFailTimeout(-1);
    PemSocketFactory.properties(settings.tls()).forEach(config::addDataSourceProperty);
    config.addDataSourceProperty("ApplicationName", "taskflow");
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("logServerErrorDetail", "false");
    config.addDataSourceProperty("connectTimeout", connectTimeoutSeconds(settings));
    return config;
  }

  private static String connectTimeoutSeconds(PostgresSettings settings) {
    return String.valueOf(Math.max(1, settings.connectTimeout().toSeconds()));
  }

  @Override
  DataSource dataSource() {
    return pool;
  }

  @Override
  void changeSchema(Consumer<DataSource> steps) {
    try (HikariDataSource unlimited = new HikariDataSource(unlimited(settings))) {
      steps.accept(unlimited);
    }
  }

  @Override
  Session borrowReader() throws SQLException {
    @Nullable Session last =
        pool.getHikariPoolMXBean().getIdleConnections() == 0 ? takeKept() : null;
    return last == null ? connect() : last;
  }

  private Session connect() throws SQLException {
    return new Session(pool.getConnection(), clock.getAsLong());
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
    @Nullable Session last = takeKept();
    return last == null ? connect() : last;
  }

  @Override
  void returnWriter(Session session, boolean usable) {
    if (usable && isYoung(session)) {
      @Nullable Kept before = kept.getAndSet(new Kept(session, clock.getAsLong()));
      if (before != null) {
        returnReader(before.session(), true);
      }
    } else {
      returnReader(session, usable);
    }
  }

  /** Null if there is none, or none that can be used; the pool has it back then. */
  private @Nullable Session takeKept() {
    @Nullable Kept last = kept.getAndSet(null);
    if (last == null) {
      return null;
    }
    boolean usable = works(last);
    if (usable && isYoung(last.session())) {
      return last.session();
    }
    returnReader(last.session(), usable);
    return null;
  }

  private boolean isYoung(Session session) {
    return clock.getAsLong() - session.openedAt() < KEPT_NANOS;
  }

  private boolean works(Kept last) {
    Connection connection = last.session().connection();
    try {
      return clock.getAsLong() - last.returnedAt() < TRUSTED_NANOS
          ? !connection.isClosed()
          : connection.isValid(VALIDATION_SECONDS);
    } catch (SQLException e) {
      return false;
    }
  }

  private void giveUpKept() {
    @Nullable Kept last = kept.getAndSet(null);
    if (last != null) {
      returnReader(last.session(), true);
    }
  }

  @Override
  public void close() {
    giveUpKept();
    pool.close();
  }
}
