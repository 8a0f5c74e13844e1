package io.taskflow.controller.host;

import io.taskflow.controller.site.JournalAccess;
import io.taskflow.controller.site.JournalAddress;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.jdbc.PostgresJournal;
import io.taskflow.engine.journal.jdbc.PostgresSettings;
import io.taskflow.engine.journal.jdbc.SqliteJournal;
import io.taskflow.engine.journal.jdbc.SqliteSettings;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the journal is. */
final class JournalOptions {

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

  @Mixin private JournalAccess access = new JournalAccess();

  @Option(
      names = "--journal-connections",
      defaultValue = "8",
      description =
          "Most connections to the database at the same time; four more while its tables are"
              + " changed.")
  private int connections;

  @Option(
      names = "--journal-statement-timeout",
      defaultValue = "10s",
      description =
          "How long one statement may take. A step that changes tables may take longer, but waits"
              + " for others only so long.")
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
    return switch (access.at(url)) {
      case JournalAddress.Sqlite(SqliteSettings file) -> {
        SqliteSettings settings = partitions == null ? file : file.withPartitions(partitions);
        yield () -> SqliteJournal.open(settings);
      }
      case JournalAddress.Postgres(PostgresSettings database) -> {
        PostgresSettings settings =
            (partitions == null ? database : database.withPartitions(partitions))
                .withPoolSize(connections)
                .withTimeouts(statementTimeout, database.connectTimeout());
        yield () -> PostgresJournal.open(settings);
      }
    };
  }
}
