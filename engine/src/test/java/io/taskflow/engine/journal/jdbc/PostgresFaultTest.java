package io.taskflow.engine.journal.jdbc;

import static io.taskflow.engine.journal.Patience.await;
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
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * PostgreSQL servers that stop, cut connections, hang, or refuse to write. They do so for all their
 * users, so this is always a private one.
 */
class PostgresFaultTest {

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final String JOURNALS = "application_name = 'taskflow'";

  @TempDir static Path directory;
  private static EmbeddedPostgres process;
  private static PostgresServer server;

  @BeforeAll
  static void start() throws IOException {
    process = builder().start();
    server = PostgresServer.of(process);
  }

  @AfterAll
  static void stop() throws IOException {
    process.close();
  }

  private static EmbeddedPostgres.Builder builder() {
    return EmbeddedPostgres.builder()
        .setPGStartupWait(Patience.LIMIT)
        .setDataDirectory(directory.resolve("data"))
        .setCleanDataDirectory(false)
        .setServerConfig("synchronous_commit", "on");
  }

  private static Lease acquire(Journal journal) {
    return await()
        .ignoreExceptionsInstanceOf(JournalUnavailableException.class)
        .until(() -> journal.acquire(0, "one", LONG), Optional::isPresent)
        .orElseThrow();
  }

  private static void awaitStored(Journal journal, PartitionCommit commit) {
    await()
        .ignoreExceptionsInstanceOf(JournalUnavailableException.class)
        .untilAsserted(() -> journal.commit(commit));
  }

  @Test
  void takesAPartitionOverWhoseOwnerWasCutOffInTheMiddleOfACommit() throws SQLException {
    PostgresSettings settings = server.emptySchema();
    PostgresDialect dialect = new PostgresDialect();
    try (Journal journal = PostgresJournal.open(settings);
        PostgresSessions cutOff = new PostgresSessions(dialect, settings)) {
      Session session = cutOff.borrowWriter();
      dialect.begin(session);
      session.prepare("UPDATE taskflow_partition SET published = published").executeUpdate();

      assertThat(journal.acquire(0, "one", LONG)).as("nobody waits for it").isEmpty();
      acquire(journal);

      assertThatThrownBy(() -> dialect.commit(session)).isInstanceOf(SQLException.class);
      cutOff.returnWriter(session, false);
    }
  }

  @Test
  void nothingLimitsTheTimeOfASchemasStepsWhateverTheServersDefaultsAre() throws SQLException {
    PostgresSettings settings = server.emptySchema();
    PostgresSettings hurried =
        PostgresSettings.of(
            settings.url()
                + "&options=-c%20statement_timeout=1000%20-c%20idle_in_transaction_session_timeout=1000"
                + "%20-c%20idle_session_timeout=60000%20-c%20transaction_timeout=60000",
            settings.user(),
            settings.password());
    Map<String, String> limits = new TreeMap<>();
    try (PostgresSessions sessions = new PostgresSessions(new PostgresDialect(), hurried)) {
      sessions.changeSchema(
          unlimited -> {
            for (String name :
                List.of(
                    "statement_timeout",
                    "idle_in_transaction_session_timeout",
                    "idle_session_timeout",
                    "lock_timeout",
                    "tcp_keepalives_idle",
                    "transaction_timeout")) {
              limits.put(name, setting(unlimited, name));
            }
          });
    }
    assertThat(limits)
        .containsExactly(
            Map.entry("idle_in_transaction_session_timeout", "0"),
            Map.entry("idle_session_timeout", "0"),
            Map.entry("lock_timeout", "10s"),
            Map.entry("statement_timeout", "0"),
            Map.entry("tcp_keepalives_idle", "5"),
            Map.entry("transaction_timeout", "0"));
  }

  private static String setting(DataSource source, String name) {
    try (Connection session = source.getConnection();
        Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery("SHOW " + name)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void keepsEverythingWhenItIsOpenedAgain() throws SQLException {
    PostgresSettings settings = server.emptySchema();
    try (Journal journal = PostgresJournal.open(settings)) {
      journal.submit(newFlow("f1", 3));
    }

    try (Journal first = PostgresJournal.open(settings);
        Journal second = PostgresJournal.open(settings)) {
      assertThat(first.entries(new FlowId("f1"))).hasSize(1);
      assertThat(second.submit(newFlow("f1", 3))).isFalse();
    }
  }

  @Test
  void sharesTheDatabaseWithTheTablesOfItsUser() throws SQLException {
    PostgresSettings settings = server.emptySchema();
    try (Connection other = PostgresServer.connect(settings);
        Statement statement = other.createStatement()) {
      statement.execute("CREATE TABLE orders (id integer)");
    }

    try (Journal journal = PostgresJournal.open(settings)) {
      assertThat(journal.submit(newFlow("f1", 0))).isTrue();
    }
  }

  @Test
  void opensForManyEnginesAtTheSameTime() throws Exception {
    PostgresSettings settings = server.emptySchema();
    var opened =
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> PostgresJournal.open(settings)))
            .limit(4)
            .toList();

    for (CompletableFuture<Journal> future : opened) {
      try (Journal journal = future.get()) {
        assertThat(journal.partitionRows()).hasSize(8);
      }
    }
  }

  @Test
  void goesOnWhenAllConnectionsWereCut() throws SQLException {
    try (Journal journal = PostgresJournal.open(server.emptySchema())) {
      PartitionCommit commit = commit(acquire(journal), newFlow("f1", 0, 1));

      server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE " + JOURNALS);

      awaitStored(journal, commit);
      assertThat(journal.entries(new FlowId("f1"))).hasSize(1);
    }
  }

  /**
   * The server has stored the commit and waits for a standby that doesn't come; the connection is
   * cut just then.
   */
  @Test
  void findsOutWhatBecameOfACommitWhoseConnectionWasCut() throws Exception {
    try (Journal journal = PostgresJournal.open(server.emptySchema())) {
      Lease lease = journal.acquire(0, "one", LONG).orElseThrow();
      journal.commit(commit(lease, newFlow("f1", 0, 1)));
      server.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
      server.execute("SELECT pg_reload_conf()");
      CompletableFuture<Void> committed;
      try {
        awaitQuery("SELECT count(*) FROM pg_settings WHERE setting = 'nobody'", 1);
        committed =
            CompletableFuture.runAsync(
                () -> journal.commit(commit(lease, entry("f1", 2, 0, 2, "[2]"))));
        awaitQuery("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'", 1);

        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
        // It connects again, recognises its entry, and waits for the standby once more.
        awaitQuery("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'", 1);
      } finally {
        server.execute("ALTER SYSTEM RESET synchronous_standby_names");
        server.execute("SELECT pg_reload_conf()");
      }

      assertThat(committed).succeedsWithin(Patience.LIMIT);
      assertThat(journal.entries(new FlowId("f1"))).hasSize(2);
    }
  }

  @Test
  void saysThatAStatementTookTooLongAndGoesOnWhenItDoesNot() throws SQLException {
    PostgresSettings settings =
        server.emptySchema().withTimeouts(Duration.ofMillis(500), Patience.LIMIT);
    try (Journal journal = PostgresJournal.open(settings);
        Connection other = PostgresServer.connect(settings)) {
      PartitionCommit commit = commit(acquire(journal), newFlow("f1", 0, 1));
      other.setAutoCommit(false);
      other.createStatement().execute("SELECT * FROM taskflow_partition FOR UPDATE");

      assertThatThrownBy(() -> journal.commit(commit))
          .isInstanceOf(JournalUnavailableException.class)
          .hasMessageContaining("partition 0")
          .hasMessageContaining("statement timeout");

      other.rollback();
      awaitStored(journal, commit);
      assertThat(journal.flow(new FlowId("f1"))).isPresent();
    }
  }

  @Test
  void saysThatTheServerIsReadOnlyAndGoesOnWhenItIsNot() throws SQLException {
    try (Journal journal = PostgresJournal.open(server.emptySchema())) {
      PartitionCommit commit = commit(acquire(journal), newFlow("f1", 0, 1));
      try {
        server.execute("ALTER DATABASE postgres SET default_transaction_read_only = on");
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE " + JOURNALS);
        await()
            .untilAsserted(
                () ->
                    assertThatThrownBy(() -> journal.commit(commit))
                        .isInstanceOf(JournalUnavailableException.class)
                        .hasMessageContaining("read-only"));
      } finally {
        resetReadOnly();
      }

      awaitStored(journal, commit);
      assertThat(journal.entries(new FlowId("f1"))).hasSize(1);
    }
  }

  @Test
  void saysThatTheServerIsGoneAndGoesOnWhenItIsBack() throws SQLException, IOException {
    PostgresSettings settings =
        server.emptySchema().withTimeouts(Patience.LIMIT, Duration.ofMillis(500));
    try (Journal journal = PostgresJournal.open(settings)) {
      PartitionCommit commit = commit(acquire(journal), newFlow("f1", 0, 1));
      int port = process.getPort();
      process.close();
      try {
        assertThatThrownBy(() -> journal.commit(commit))
            .isInstanceOf(JournalUnavailableException.class);
        assertThatThrownBy(() -> journal.entries(new FlowId("f1")))
            .isInstanceOf(JournalUnavailableException.class)
            .hasMessageContaining("flow f1");
      } finally {
        process = builder().setPort(port).start();
      }

      awaitStored(journal, commit);
      assertThat(journal.entries(new FlowId("f1"))).hasSize(1);
    }
  }

  @Test
  void saysAtOnceThatNoServerIsThere() {
    PostgresSettings nowhere =
        PostgresSettings.of("jdbc:postgresql://localhost:1/none", "user", "my-secret");

    assertThatThrownBy(() -> PostgresJournal.open(nowhere))
        .isInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("localhost:1")
        .hasMessageNotContaining("my-secret");
  }

  @Test
  void saysAtOnceThatTheDatabaseDoesNotExist() throws SQLException {
    String url = server.emptySchema().url().replaceFirst("/postgres[?].*", "/missing");

    assertThatThrownBy(() -> PostgresJournal.open(PostgresSettings.of(url, "postgres", "secret")))
        .isInstanceOf(JournalException.class)
        .isNotInstanceOf(JournalUnavailableException.class)
        .hasMessageContaining("missing");
  }

  @Test
  void refusesADatabaseOfANewerRelease() throws SQLException {
    PostgresSettings settings = server.emptySchema();
    PostgresJournal.open(settings).close();
    try (Connection other = PostgresServer.connect(settings);
        Statement statement = other.createStatement()) {
      statement.execute(
          "INSERT INTO taskflow_schema_history (installed_rank, version, description, type, script,"
              + " checksum, installed_by, execution_time, success)"
              + " VALUES (99, '99', 'future', 'SQL', 'V99__future.sql', 1, 'x', 1, true)");
    }

    assertThatThrownBy(() -> PostgresJournal.open(settings))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("version 99")
        .hasMessageContaining("newer release");
  }

  @Test
  void refusesAnotherNumberOfPartitions() throws SQLException {
    PostgresSettings settings = server.emptySchema();
    PostgresJournal.open(settings.withPartitions(3)).close();

    assertThatThrownBy(() -> PostgresJournal.open(settings.withPartitions(5)))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("has 3 partitions")
        .hasMessageContaining("5 are asked for");
  }

  /** A statement that writes, although transactions are read-only unless they say otherwise. */
  private static void resetReadOnly() throws SQLException {
    try (Connection connection = process.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET default_transaction_read_only = off");
      statement.execute("ALTER DATABASE postgres RESET default_transaction_read_only");
    }
  }

  private static void awaitQuery(String sql, int expected) {
    await()
        .until(
            () -> {
              try (Connection connection = process.getPostgresDatabase().getConnection();
                  Statement statement = connection.createStatement();
                  ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getInt(1) == expected;
              }
            });
  }
}
