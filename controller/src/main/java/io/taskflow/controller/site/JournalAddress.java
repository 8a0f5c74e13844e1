package io.taskflow.controller.site;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.jdbc.PostgresJournal;
import io.taskflow.engine.journal.jdbc.PostgresSettings;
import io.taskflow.engine.journal.jdbc.SchemaStep;
import io.taskflow.engine.journal.jdbc.SqliteJournal;
import io.taskflow.engine.journal.jdbc.SqliteSettings;
import io.taskflow.protocol.security.TlsFiles;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where flows are stored: a SQLite file, or a PostgreSQL database. Immutable. */
public sealed interface JournalAddress {

  /** Begins the address of a PostgreSQL database. */
  String POSTGRES = "jdbc:postgresql:";

  /** May begin the name of a SQLite file. */
  String SQLITE = "jdbc:sqlite:";

  /**
   * Reads an address.
   *
   * @param text {@code jdbc:postgresql:…}, {@code jdbc:sqlite:FILE}, or a file
   * @param user who connects to PostgreSQL; null for the address's parameter {@code user}
   * @param password null for the address's parameter {@code password}
   * @param tls null for what the address says
   * @throws IllegalArgumentException if it makes no sense; the message has no password
   */
  static JournalAddress parse(
      String text, @Nullable String user, @Nullable String password, @Nullable TlsFiles tls) {
    if (text.startsWith(POSTGRES)) {
      PostgresSettings settings =
          user == null ? PostgresSettings.parse(text) : PostgresSettings.of(text, user, "");
      settings = password == null ? settings : settings.withPassword(password);
      return new Postgres(tls == null ? settings : settings.withTls(tls));
    }
    if (text.startsWith("jdbc:") && !text.startsWith(SQLITE)) {
      throw new IllegalArgumentException(
          "a journal is a file, or an address that begins with " + POSTGRES + " or " + SQLITE);
    }
    if (user != null || password != null || tls != null) {
      throw new IllegalArgumentException(
          "--journal names a SQLite file, which has no user, no password and no TLS: leave those"
              + " settings out");
    }
    String file = text.startsWith(SQLITE) ? text.substring(SQLITE.length()) : text;
    return new Sqlite(SqliteSettings.of(Path.of(file)));
  }

  /** Opens it for a program that comes beside engines, and leaves the tables as they are. */
  Journal openBeside();

  /** Brings the tables to the form of this release. */
  void migrate();

  /** The steps to that form, those that are done and those that are not. */
  List<SchemaStep> schema();

  /** A file. */
  record Sqlite(SqliteSettings settings) implements JournalAddress {
    @Override
    public Journal openBeside() {
      return SqliteJournal.openBeside(settings);
    }

    @Override
    public void migrate() {
      SqliteJournal.open(settings).close();
    }

    @Override
    public List<SchemaStep> schema() {
      return SqliteJournal.schema(settings);
    }

    @Override
    public String toString() {
      return settings.file().toString();
    }
  }

  /** A database of many engines. */
  record Postgres(PostgresSettings settings) implements JournalAddress {
    @Override
    public Journal openBeside() {
      return PostgresJournal.openBeside(settings);
    }

    @Override
    public void migrate() {
      PostgresJournal.open(settings).close();
    }

    @Override
    public List<SchemaStep> schema() {
      return PostgresJournal.schema(settings);
    }

    @Override
    public String toString() {
      return settings.url();
    }
  }
}
