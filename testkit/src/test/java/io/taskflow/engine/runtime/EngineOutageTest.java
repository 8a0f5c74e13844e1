package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.jdbc.PostgresJournal;
import io.taskflow.engine.journal.jdbc.PostgresSettings;
import io.taskflow.engine.journal.jdbc.SqliteJournal;
import io.taskflow.engine.journal.jdbc.SqliteSettings;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.testkit.broker.RabbitNode;
import io.taskflow.testkit.junit.RequiresRabbit;
import io.taskflow.testkit.postgres.PrivatePostgres;
import io.taskflow.worker.Worker;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker or the database is away for a while; nothing is lost and everything goes on. */
@RequiresRabbit
class EngineOutageTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Flow FLOW =
      linear("outage", task("a", "logged"), task("b", "waits"), task("c", "logged")).build();

  private static RabbitNode rabbit;

  private final TestTasks tasks = new TestTasks();
  private final List<AutoCloseable> open = new ArrayList<>();
  @TempDir private Path directory;

  @BeforeAll
  static void useNode(RabbitNode own) {
    rabbit = own;
  }

  @AfterEach
  void stop() throws Exception {
    tasks.gate.countDown();
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
    if (!rabbit.running()) {
      rabbit.startAgain();
    }
  }

  private <T extends AutoCloseable> T closing(T closeable) {
    open.add(closeable);
    return closeable;
  }

  private Engine start(Installation installation, Journal journal) {
    Transport forWorker = closing(installation.connect().apply("worker"));
    closing(
        Worker.builder()
            .transport(forWorker)
            .topology(installation.topology())
            .topic("default")
            .tasks(tasks.registry())
            .start());
    return closing(
        Engine.builder()
            .transport(closing(installation.connect().apply("engine")))
            .topology(installation.topology())
            .journal(journal)
            .start());
  }

  @Test
  void theBrokerIsNotThereWhenTheEngineStarts() throws Exception {
    rabbit.stop();
    Installation installation =
        Installation.rabbitAndSqlite(rabbit, directory.resolve("journal.db"));
    Engine engine = start(installation, closing(installation.openJournal().get()));
    FlowHandle handle = engine.submit(FLOW, Map.of());
    assertThat(engine.health().broker()).isEqualTo(LinkState.DOWN);
    assertThat(engine.health().ready()).isFalse();
    tasks.gate.countDown();
    rabbit.startAgain();
    assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    await().atMost(LIMIT).until(() -> engine.health().ready());
  }

  @Test
  void w12TheEngineGoesOnAfterABrokerIsRestartedWhileATaskRuns() throws Exception {
    Installation installation =
        Installation.rabbitAndSqlite(rabbit, directory.resolve("journal.db"));
    Engine engine = start(installation, closing(installation.openJournal().get()));
    FlowHandle handle = engine.submit(FLOW, Map.of());
    assertThat(tasks.reached.await(60, TimeUnit.SECONDS)).isTrue();
    rabbit.restart();
    tasks.gate.countDown();
    assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(tasks.log).containsExactly("+a", "+c");
  }

  @Test
  void theDatabaseIsLockedForAWhile() throws Exception {
    Path file = directory.resolve("journal.db");
    Installation installation = Installation.rabbitAndSqlite(rabbit, file);
    SqliteSettings impatient = SqliteSettings.of(file).withBusyTimeout(Duration.ofMillis(500));
    Journal journal = closing(SqliteJournal.open(impatient));
    Engine engine = start(installation, journal);
    // A partition that is not driven yet can't make a flow wait: its submission fails at once.
    await().atMost(LIMIT).until(() -> engine.health().partitions().size() == journal.partitions());
    FlowHandle handle = engine.submit(FLOW, Map.of());
    assertThat(tasks.reached.await(60, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<FlowHandle> second;
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      second = CompletableFuture.supplyAsync(() -> engine.submit(FLOW, Map.of()));
      tasks.gate.countDown();
      await().atMost(LIMIT).until(() -> !engine.health().journalAvailable());
      assertThat(second).isNotDone();
      statement.execute("ROLLBACK");
    }
    assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(second.get(60, TimeUnit.SECONDS).join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
  }

  @Test
  void theDatabaseIsGoneForAWhile() throws Exception {
    try (PrivatePostgres postgres = PrivatePostgres.start()) {
      Installation installation = Installation.rabbitAndPostgres(rabbit, postgres.jdbcUrl());
      Engine engine =
          start(
              installation,
              closing(PostgresJournal.open(PostgresSettings.parse(postgres.jdbcUrl()))));
      FlowHandle handle = engine.submit(FLOW, Map.of());
      assertThat(tasks.reached.await(60, TimeUnit.SECONDS)).isTrue();
      postgres.stop();
      tasks.gate.countDown();
      await().atMost(LIMIT).until(() -> !engine.health().journalAvailable());
      postgres.startAgain();
      await().atMost(LIMIT).until(() -> engine.health().journalAvailable());
      assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
      assertThat(tasks.log).contains("+a", "+c");
      stop();
      open.clear();
    }
  }
}
