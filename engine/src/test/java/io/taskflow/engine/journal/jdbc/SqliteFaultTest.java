package io.taskflow.engine.journal.jdbc;

import static io.taskflow.engine.journal.Samples.commit;
import static io.taskflow.engine.journal.Samples.entry;
import static io.taskflow.engine.journal.Samples.newFlow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.journal.JournalUnavailableException;
import io.taskflow.engine.journal.Lease;
import io.taskflow.engine.journal.PartitionCommit;
import io.taskflow.engine.journal.Patience;
import io.taskflow.protocol.FlowId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQLite files that are locked, full, damaged, of another release, or somebody else's. */
class SqliteFaultTest {

  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("journal.db");
  }

  @Test
  void keepsEverythingWhenItIsOpenedAgain() {
    try (Journal journal = SqliteJournal.open(file)) {
      journal.submit(newFlow("f1", 3));
      journal.acquire(3, "one", LONG);
    }

    try (Journal journal = SqliteJournal.open(file)) {
      assertThat(journal.partitions()).isEqualTo(8);
      assertThat(journal.entries(new FlowId("f1"))).containsExactly(newFlow("f1", 3).first());
      assertThat(journal.partitionRows().get(3).epoch()).isEqualTo(1);
    }
  }

  @Test
  void makesTheDirectoriesAboveTheFile() {
    Path deep = directory.resolve("a/b/journal.db");

    SqliteJournal.open(deep).close();

    assertThat(deep).exists();
  }

  @Test
  void saysThatTheDatabaseIsLockedAndGoesOnWhenItIsNot() throws SQLException {
    SqliteSettings impatient = SqliteSettings.of(file).withBusyTimeout(Duration.ofMillis(100));
    try (Journal journal = SqliteJournal.open(impatient);
        Connection other = connect()) {
      Lease lease = journal.acquire(0, "one", LONG).orElseThrow();
      PartitionCommit commit = commit(lease, newFlow("f1", 0, 1));
      execute(other, "BEGIN IMMEDIATE");

      assertThatThrownBy(() -> journal.commit(commit))
          .isInstanceOf(JournalUnavailableException.class)
          .hasMessageContaining(file.getFileName().toString())
          .hasMessageContaining("locked")
          .hasMessageContaining("nothing was stored");
      assertThatThrownBy(() -> journal.renew(lease, LONG))
          .isInstanceOf(JournalUnavailableException.class);
      assertThat(journal.flow(new FlowId("f1"))).as("reading while locked").isEmpty();

      execute(other, "ROLLBACK");
      journal.commit(commit);
      assertThat(journal.flow(new FlowId("f1"))).isPresent();
    }
  }

  @Test
  void waitsForAProgramThatHoldsTheLockForAMoment() throws Exception {
    SqliteSettings patient = SqliteSettings.of(file).withBusyTimeout(Patience.LIMIT);
    try (Journal journal = SqliteJournal.open(patient);
        Connection other = connect()) {
      execute(other, "BEGIN IMMEDIATE");
      CompletableFuture<Boolean> submitted =
          CompletableFuture.supplyAsync(() -> journal.submit(newFlow("f1", 0)));
      assertThat(submitted).isNotDone();

      execute(other, "ROLLBACK");

      assertThat(submitted.get()).isTrue();
    }
  }

  @Test
  void saysThatTheDiskIsFullAndGoesOnWhenItIsNot() throws SQLException {
    SqliteDialect dialect = new SqliteDialect();
    Sessions sessions = TestDatabases.sqlite(file);
    Errors errors = new Errors(dialect, "SQLite database");
    sessions.write(session -> Partitions.fix(session, dialect, 1));
    try (Journal journal = new JdbcJournal(sessions, dialect, errors, 1, Duration.ofSeconds(1))) {
      Lease lease = journal.acquire(0, "one", LONG).orElseThrow();
      journal.commit(commit(lease, newFlow("f1", 0, 1)));
      String large = "[\"" + "x".repeat(1_000_000) + "\"]";
      PartitionCommit commit = commit(lease, entry("f1", 2, 0, 2, large));
      // Holds for the connection that writes, until the error makes it a new one.
      sessions.write(session -> session.prepare("PRAGMA max_page_count = 60").execute());

      assertThatThrownBy(() -> journal.commit(commit))
          .isInstanceOf(JournalUnavailableException.class)
          .hasMessageContaining("full");
      journal.commit(commit);

      assertThat(journal.entries(new FlowId("f1"))).hasSize(2);
    }
  }

  @Test
  void refusesADatabaseOfANewerRelease() throws SQLException {
    SqliteJournal.open(file).close();
    try (Connection other = connect()) {
      execute(
          other,
          "INSERT INTO taskflow_schema_history (installed_rank, version, description, type, script,"
              + " checksum, installed_by, execution_time, success)"
              + " VALUES (99, '99', 'future', 'SQL', 'V99__future.sql', 1, 'x', 1, 1)");
    }

    assertThatThrownBy(() -> SqliteJournal.open(file))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("version 99")
        .hasMessageContaining("newer release");
    assertThatThrownBy(() -> SqliteJournal.open(file))
        .as("the lock was given up")
        .hasMessageContaining("version 99");
  }

  @Test
  void refusesAFileThatIsNoDatabase() throws IOException {
    Files.writeString(file, "this is not a database, but a text of some length ".repeat(100));

    assertThatThrownBy(() -> SqliteJournal.open(file))
        .isInstanceOf(JournalException.class)
        .isNotInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("journal.db")
        .hasMessageContaining("not a database");
  }

  @Test
  void refusesADirectoryInPlaceOfTheFile() throws IOException {
    Files.createDirectory(file);

    assertThatThrownBy(() -> SqliteJournal.open(file))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("journal.db");
  }

  @Test
  void refusesAnotherNumberOfPartitions() {
    SqliteJournal.open(SqliteSettings.of(file).withPartitions(3)).close();

    assertThatThrownBy(() -> SqliteJournal.open(SqliteSettings.of(file).withPartitions(5)))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("has 3 partitions")
        .hasMessageContaining("5 are asked for");
    try (Journal journal = SqliteJournal.open(file)) {
      assertThat(journal.partitions()).isEqualTo(3);
      assertThat(journal.partitionRows()).hasSize(3);
    }
  }

  @Test
  void refusesASecondEngineInTheSameProcess() throws IOException {
    Path link = directory.resolve("link");
    Files.createSymbolicLink(link, directory);
    try (Journal journal = SqliteJournal.open(file)) {
      for (Path same : List.of(file, link.resolve("journal.db"))) {
        assertThatThrownBy(() -> SqliteJournal.open(same))
            .isInstanceOf(JournalException.class)
            .hasMessageContaining("pid " + ProcessHandle.current().pid())
            .hasMessageContaining("Only one engine");
      }
      assertThat(journal.submit(newFlow("f1", 0))).isTrue();
    }

    SqliteJournal.open(file).close();
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
