package io.taskflow.benchmarks.campaign;

import io.taskflow.benchmarks.meter.ProcessorTime;
import io.taskflow.testkit.broker.PrivateRabbit;
import io.taskflow.testkit.broker.RabbitNode;
import io.taskflow.testkit.broker.RabbitSettings;
import io.taskflow.testkit.broker.RabbitSource;
import io.taskflow.testkit.postgres.PrivatePostgres;
import io.taskflow.testkit.postgres.PrivatePostgres.Durability;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A broker and a database of a campaign's own, which waits for the disk. */
final class Servers implements AutoCloseable {

  private static final int UNKNOWN = -1;

  private final Path directory;
  private final RabbitNode rabbit;
  private final @Nullable PrivatePostgres postgres;
  private final long brokerPid;
  private final long databasePid;

  private Servers(Path directory, RabbitNode rabbit, @Nullable PrivatePostgres postgres)
      throws SQLException {
    this.directory = directory;
    this.rabbit = rabbit;
    this.postgres = postgres;
    this.brokerPid =
        rabbit instanceof PrivateRabbit node
            ? Long.parseLong(node.property("node.pid"))
            : UNKNOWN; // in a container, whose processes are not ours to see
    this.databasePid = postgres == null ? UNKNOWN : serverOf(postgres.jdbcUrl());
  }

  static Servers start(Path directory, String store) throws SQLException {
    RabbitNode rabbit = RabbitSource.detect().start(RabbitSettings.defaults());
    try {
      PrivatePostgres postgres =
          store.equals("postgres") ? PrivatePostgres.start(Durability.FULL) : null;
      return new Servers(directory, rabbit, postgres);
    } catch (RuntimeException | SQLException e) {
      rabbit.close();
      throw e;
    }
  }

  String broker() {
    return rabbit.uri().toString();
  }

  /** A database of that name: files of their own, or the tables of one server. */
  String jdbcUrl(String name) {
    return postgres == null ? "jdbc:sqlite:" + directory.resolve(name + ".db") : postgres.jdbcUrl();
  }

  /** Processor time of the broker so far, in microseconds; 0 if it can't be known. */
  double brokerMicros() {
    return brokerPid == UNKNOWN ? 0 : ProcessorTime.micros(brokerPid);
  }

  /** Processor time of the database server so far; 0 if there is none. */
  double databaseMicros() {
    return databasePid == UNKNOWN ? 0 : ProcessorTime.micros(databasePid);
  }

  /** What is worth knowing about the database's durability, as it says itself. */
  String durability() throws SQLException {
    return postgres == null
        ? "SQLite WAL, synchronous FULL"
        : "PostgreSQL "
            + show("server_version")
            + ", synchronous_commit "
            + show("synchronous_commit")
            + ", fsync "
            + show("fsync");
  }

  String brokerVersion() {
    return "RabbitMQ " + rabbit.ctl("version").strip();
  }

  private String show(String setting) throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl(""))) {
      return query(connection, "SHOW " + setting);
    }
  }

  /** The postmaster: the parent of every process that serves a connection, while it does. */
  private static long serverOf(String jdbcUrl) throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl)) {
      return ProcessHandle.of(Long.parseLong(query(connection, "SELECT pg_backend_pid()")))
          .flatMap(ProcessHandle::parent)
          .map(ProcessHandle::pid)
          .orElse((long) UNKNOWN); // on another machine
    }
  }

  private static String query(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Override
  public void close() {
    rabbit.close();
    if (postgres != null) {
      postgres.close();
    }
  }
}
