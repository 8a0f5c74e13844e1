package io.taskflow.controller.host;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.jdbc.PostgresJournal;
import io.taskflow.engine.journal.jdbc.PostgresSettings;
import io.taskflow.engine.journal.jdbc.SqliteJournal;
import io.taskflow.engine.journal.jdbc.SqliteSettings;
import io.taskflow.protocol.security.SecretFile;
import io.taskflow.protocol.security.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Where the journal is. */
final class JournalOptions {

  private static final String SQLITE = "jdbc:sqlite:";

  @Option(
      names = "--journal",
      required = true,
      // It may come from the environment, with a password in it.
      showDefaultValue = Visibility.NEVER,
      paramLabel = "URL",
      description =
          "The journal: jdbc:postgresql://host:5432/database, which engines can share, or"
              + " jdbc:sqlite:FILE for one engine. Give a password in a file, not here.")
  private String url = "";

  @Option(names = "--journal-user", description = "User name; otherwise the URL's.")
  private @Nullable String user;

  @Option(
      names = "--journal-password-file",
      paramLabel = "FILE",
      description = "File whose first line is the password; otherwise the URL's.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--journal-tls-ca",
      paramLabel = "FILE",
      description =
          "PEM file with the certificates of the authorities whose databases are trusted. With it"
              + " the connection is encrypted.")
  private @Nullable Path authorities;

  @Option(
      names = "--journal-tls-certificate",
      paramLabel = "FILE",
      description = "PEM file with this program's certificate, if the database wants one.")
  private @Nullable Path certificate;

  @Option(
      names = "--journal-tls-key",
      paramLabel = "FILE",
      description = "PEM file with its private key, PKCS #8 without password.")
  private @Nullable Path key;

  @Option(
      names = "--journal-connections",
      defaultValue = "8",
      description = "Most connections to the database at the same time.")
  private int connections;

  @Option(
      names = "--journal-statement-timeout",
      defaultValue = "10s",
      description = "How long one statement may take.")
  private Duration statementTimeout = Duration.ZERO;

  @Option(
      names = "--journal-wait",
      defaultValue = "2m",
      description = "How long to wait for a database that can't be reached at the start.")
  private Duration wait = Duration.ZERO;

  @Option(
      names = "--partitions",
      description = "Partitions of a new journal, otherwise 8; of one that is there: what it has.")
  private @Nullable Integer partitions;

  /** How long to try again. */
  Duration patience() {
    return wait;
  }

  /**
   * How to open the journal; asking for it opens nothing yet.
   *
   * @throws IllegalArgumentException if the settings make no sense; no password is shown
   */
  Supplier<Journal> journal() {
    if (url.startsWith(SQLITE)) {
      SqliteSettings settings = sqlite();
      return () -> SqliteJournal.open(settings);
    }
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "--journal must begin with jdbc:postgresql: or with " + SQLITE);
    }
    PostgresSettings settings = postgres();
    return () -> PostgresJournal.open(settings);
  }

  private SqliteSettings sqlite() {
    if (user != null || passwordFile != null || authorities != null || certificate != null) {
      throw new IllegalArgumentException(
          "--journal names a SQLite file, which has no user, no password and no TLS: leave those"
              + " settings out");
    }
    SqliteSettings settings = SqliteSettings.of(Path.of(url.substring(SQLITE.length())));
    return partitions == null ? settings : settings.withPartitions(partitions);
  }

  private PostgresSettings postgres() {
    PostgresSettings settings =
        user == null ? PostgresSettings.parse(url) : PostgresSettings.of(url, user, "");
    if (passwordFile != null) {
      settings = settings.withPassword(SecretFile.firstLine("password", passwordFile));
    }
    if (authorities != null || certificate != null || key != null) {
      settings = settings.withTls(new TlsFiles(authorities, certificate, key));
    }
    if (partitions != null) {
      settings = settings.withPartitions(partitions);
    }
    return settings
        .withPoolSize(connections)
        .withTimeouts(statementTimeout, settings.connectTimeout());
  }
}
