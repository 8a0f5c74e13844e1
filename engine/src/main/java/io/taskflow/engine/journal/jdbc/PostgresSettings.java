package io.taskflow.engine.journal.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.taskflow.protocol.security.TlsFiles;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Where a PostgreSQL journal is and how it is used.
 *
 * @param url JDBC address, such as {@code jdbc:postgresql://host:5432/database}; the schema ({@code
 *     currentSchema}) is given here, the password is not
 * @param user who connects
 * @param password never printed
 * @param partitions how many partitions there are; null for what the database has, 8 in a new one
 * @param poolSize most connections at the same time, 2 to 1,000; one of them is kept for who writes
 * @param statementTimeout how long one statement may take, 100 ms to 10 minutes; a step that
 *     changes tables may take longer, but waits for others only so long
 * @param connectTimeout how long to wait for a connection, 250 ms to 1 minute
 * @param tls for TLS, with the server's name checked against its certificate; the files are read
 *     for each new connection, so that they can be renewed. Null for what the address says
 */
public record PostgresSettings(
    String url,
    String user,
    String password,
    @Nullable Integer partitions,
    int poolSize,
    Duration statementTimeout,
    Duration connectTimeout,
    @Nullable TlsFiles tls) {

  private static final String SCHEME = "jdbc:postgresql:";

  public PostgresSettings {
    Partitions.requireValid(partitions);
    if (!url.startsWith(SCHEME)) {
      throw new IllegalArgumentException("the database's url must begin with " + SCHEME);
    }
    if (url.toLowerCase(Locale.ROOT).contains("password=")) {
      throw new IllegalArgumentException(
          "the database's url must not hold the password: urls get into logs");
    }
    if (tls != null && url.matches(".*[?&]ssl.*")) {
      throw new IllegalArgumentException(
          "files for TLS are given, and the database's url has settings for it, too: leave those out");
    }
    if (poolSize < 2 || poolSize > 1_000) {
      throw new IllegalArgumentException("poolSize must be from 2 to 1000, but is " + poolSize);
    }
    require("statementTimeout", statementTimeout, Duration.ofMillis(100), Duration.ofMinutes(10));
    require("connectTimeout", connectTimeout, Duration.ofMillis(250), Duration.ofMinutes(1));
  }

  /** The usual settings: 8 connections, 10 s for a statement, 5 s for a connection. */
  public static PostgresSettings of(String url, String user, String password) {
    return new PostgresSettings(
        url, user, password, null, 8, Duration.ofSeconds(10), Duration.ofSeconds(5), null);
  }

  /**
   * The usual settings from one text, as it stands in an environment variable: user and password
   * are taken out of the address.
   *
   * @param urlWithSecrets JDBC address with the parameters {@code user} and {@code password}
   * @throws IllegalArgumentException if it is none; the message doesn't show it
   */
  public static PostgresSettings parse(String urlWithSecrets) {
    int question = urlWithSecrets.indexOf('?');
    String address = question < 0 ? urlWithSecrets : urlWithSecrets.substring(0, question);
    String query = question < 0 ? "" : urlWithSecrets.substring(question + 1);
    Map<String, String> secrets = new HashMap<>();
    StringJoiner rest = new StringJoiner("&", "?", "").setEmptyValue("");
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      if (name.equals("user") || name.equals("password")) {
        secrets.put(name, URLDecoder.decode(parameter.substring(equals + 1), UTF_8));
      } else if (!parameter.isEmpty()) {
        rest.add(parameter);
      }
    }
    String user = secrets.get("user");
    if (user == null) {
      throw new IllegalArgumentException("the database's url needs a parameter 'user'");
    }
    return of(address + rest, user, secrets.getOrDefault("password", ""));
  }

  /** With so many partitions. */
  public PostgresSettings withPartitions(int count) {
    return new PostgresSettings(
        url, user, password, count, poolSize, statementTimeout, connectTimeout, tls);
  }

  /** With so many connections at most. */
  public PostgresSettings withPoolSize(int connections) {
    return new PostgresSettings(
        url, user, password, partitions, connections, statementTimeout, connectTimeout, tls);
  }

  /** With so much time for one statement, and so much to get a connection. */
  public PostgresSettings withTimeouts(Duration statement, Duration connect) {
    return new PostgresSettings(url, user, password, partitions, poolSize, statement, connect, tls);
  }

  /** With this password, from wherever it is kept. */
  public PostgresSettings withPassword(String secret) {
    return new PostgresSettings(
        url, user, secret, partitions, poolSize, statementTimeout, connectTimeout, tls);
  }

  /** With TLS: the server must have a certificate of one of the authorities, for its host name. */
  public PostgresSettings withTls(TlsFiles files) {
    return new PostgresSettings(
        url, user, password, partitions, poolSize, statementTimeout, connectTimeout, files);
  }

  /** Everything but the password. */
  @Override
  public String toString() {
    return "PostgresSettings[url=%s, user=%s, partitions=%s, poolSize=%d, statementTimeout=%s, connectTimeout=%s, tls=%s]"
        .formatted(url, user, partitions, poolSize, statementTimeout, connectTimeout, tls);
  }

  private static void require(String what, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          what + " must be from " + least + " to " + most + ", but is " + value);
    }
  }
}
