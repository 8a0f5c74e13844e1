package io.taskflow.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.journal.JournalUnavailableException;
import io.taskflow.engine.journal.jdbc.PostgresJournal;
import io.taskflow.engine.journal.jdbc.PostgresSettings;
import io.taskflow.protocol.security.TlsFiles;
import io.taskflow.testkit.postgres.PrivatePostgres;
import io.taskflow.testkit.tls.PrivateCa;
import io.taskflow.testkit.tls.PrivateCa.Identity;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal in a database whose certificate a private authority has signed. */
class DatabaseTlsTest {

  @TempDir static Path directory;
  private static PrivateCa ca;
  private static PrivateCa stranger;
  private static Identity client;
  private static PrivatePostgres database;

  @BeforeAll
  static void start() {
    ca = PrivateCa.create(directory, "authority");
    stranger = PrivateCa.create(directory, "stranger");
    client = ca.issue("client", "dns:client");
    Identity server = ca.issue("server", "dns:localhost");
    database = PrivatePostgres.startWithTls(ca, server);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @Test
  void connectsToADatabaseOfTheAuthorityThatIsTrustedAndShowsItsCertificate() throws SQLException {
    TlsFiles files =
        TlsFiles.trusting(ca.certificate()).withClient(client.certificate(), client.key());

    try (Journal journal = PostgresJournal.open(settings("localhost").withTls(files))) {
      assertThat(journal.partitions()).isEqualTo(8);
      assertThat(certificatesOfConnections()).contains("/CN=client");
    }
  }

  @Test
  void connectsWithoutAClientCertificate() {
    TlsFiles files = TlsFiles.trusting(ca.certificate());

    try (Journal journal = PostgresJournal.open(settings("localhost").withTls(files))) {
      assertThat(journal.partitions()).isEqualTo(8);
    }
  }

  @Test
  void refusesADatabaseOfAnotherAuthority() {
    assertRefused(
        settings("localhost").withTls(TlsFiles.trusting(stranger.certificate())),
        "the certificate of the database is signed by no authority that is trusted here: give the"
            + " file with its authority's certificate, or correct the address");
  }

  @Test
  void refusesADatabaseThatIsNotTheOneOfTheAddress() {
    assertRefused(
        settings("127.0.0.1").withTls(TlsFiles.trusting(ca.certificate())),
        "the certificate of the database was made for another host name: connect by a name that is"
            + " in it, or have one made that holds this name");
  }

  @Test
  void refusesSettingsForTlsInTwoPlaces() {
    PostgresSettings settings =
        PostgresSettings.of("jdbc:postgresql://localhost/x?sslmode=require", "postgres", "");

    assertThatThrownBy(() -> settings.withTls(TlsFiles.trusting(ca.certificate())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the database's url has settings for it, too");
  }

  private static void assertRefused(PostgresSettings settings, String explanation) {
    assertThatThrownBy(() -> PostgresJournal.open(settings))
        .isInstanceOf(JournalException.class)
        .isNotInstanceOf(JournalUnavailableException.class)
        .hasMessageStartingWith("PostgreSQL database " + settings.url())
        .hasMessageContaining("connecting as postgres failed: " + explanation);
  }

  private static PostgresSettings settings(String host) {
    return PostgresSettings.parse(database.jdbcUrl().replace("localhost", host));
  }

  private static String certificatesOfConnections() throws SQLException {
    try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
        ResultSet rows =
            connection
                .createStatement()
                .executeQuery("select string_agg(client_dn, ' ') from pg_stat_ssl where ssl")) {
      rows.next();
      return rows.getString(1);
    }
  }
}
