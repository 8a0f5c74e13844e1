package io.taskflow.testkit.postgres;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fresh database on a server that somebody else runs. The server itself is never stopped: the
 * database refuses connections instead, which is the same to its users. Immutable.
 */
final class DatabaseOnNamedServer implements PrivatePostgres {

  private static final Pattern URL =
      Pattern.compile("(jdbc:postgresql:(?://[^/?]+/)?)([^?]*)(\\?.*)?");

  private final String adminUrl;
  private final String database;
  private final String jdbcUrl;

  private DatabaseOnNamedServer(String adminUrl, String database, String jdbcUrl) {
    this.adminUrl = adminUrl;
    this.database = database;
    this.jdbcUrl = jdbcUrl;
  }

  static DatabaseOnNamedServer create(String adminUrl) {
    String database = "taskflow_test_" + UUID.randomUUID().toString().replace("-", "");
    String jdbcUrl = withDatabase(adminUrl, database);
    AdminSql.execute(adminUrl, "create database " + database);
    return new DatabaseOnNamedServer(adminUrl, database, jdbcUrl);
  }

  /** Returns a JDBC URL with its database exchanged for another one on the same server. */
  static String withDatabase(String url, String database) {
    Matcher parts = URL.matcher(url);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          VARIABLE + ": expected jdbc:postgresql://host:port/database?user=...&password=...");
    }
    String options = parts.group(3) == null ? "" : parts.group(3);
    return parts.group(1) + database + options;
  }

  @Override
  public String jdbcUrl() {
    return jdbcUrl;
  }

  @Override
  public void stop() {
    AdminSql.execute(adminUrl, "alter database " + database + " with allow_connections false");
    killConnections();
  }

  @Override
  public void startAgain() {
    AdminSql.execute(adminUrl, "alter database " + database + " with allow_connections true");
  }

  @Override
  public void killConnections() {
    AdminSql.terminateConnections(adminUrl, database);
  }

  @Override
  public void close() {
    AdminSql.execute(adminUrl, "drop database " + database + " with (force)");
  }
}
