package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.events.Notification;
import io.taskflow.engine.events.Subscriber;
import io.taskflow.engine.journal.FlowQuery;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.jdbc.SqliteJournal;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.flow.Flow;
import io.taskflow.flow.json.FlowJson;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;
import io.taskflow.worker.Worker;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The engine's process dies between a commit and the publishing of what it decided, at every step
 * of a flow; the next engine goes on where it stopped, and nothing is missing or out of order.
 */
@RequiresRabbit
class EngineCrashTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final RabbitBroker rabbit;
  private final TestTasks tasks = new TestTasks();
  @TempDir private Path directory;

  EngineCrashTest(RabbitBroker rabbit) {
    this.rabbit = rabbit;
  }

  @ParameterizedTest(name = "after commit {0}")
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void w14TheNextEngineGoesOnWhereAnEngineDiedBetweenCommitAndPublish(int commit) throws Exception {
    Flow flow =
        linear("crash", task("a", "logged"), task("b", "logged"), task("c", "fails")).build();
    Path journalFile = directory.resolve("journal.db");
    Installation installation = Installation.rabbitAndSqlite(rabbit, journalFile);
    List<Notification> heard = new CopyOnWriteArrayList<>();
    try (Transport forWorker = installation.connect().apply("worker");
        Subscriber subscriber =
            Subscriber.live(forWorker, installation.topology(), List.of("#"), heard::add);
        Worker worker =
            Worker.builder()
                .transport(forWorker)
                .topology(installation.topology())
                .topic("default")
                .tasks(tasks.registry())
                .start()) {
      Process process = crash(installation, journalFile, flow, commit);
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("the engine died").isTrue();
      assertThat(process.exitValue()).isEqualTo(137);
      resume(installation, journalFile);
      assertThat(tasks.log).containsSubsequence("+a", "+b", "-b b [c]", "-a a [c]");
      assertThat(tasks.log).doesNotHaveDuplicates();
      await().atMost(LIMIT).until(() -> endedInOrder(heard));
      assertThat(heard)
          .extracting(Notification::sequence)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, heard.size()).boxed().toList());
      assertThat(worker.status()).isNotNull();
      assertThat(subscriber.dropped()).isGreaterThanOrEqualTo(0);
    }
  }

  private static boolean endedInOrder(List<Notification> heard) {
    return !heard.isEmpty()
        && heard.getLast().task() == null
        && "reverted".equals(heard.getLast().state());
  }

  private void resume(Installation installation, Path journalFile) throws Exception {
    try (Journal journal = SqliteJournal.open(journalFile);
        Transport transport = installation.connect().apply("second");
        Engine engine =
            Engine.builder()
                .transport(transport)
                .topology(installation.topology())
                .journal(journal)
                .leaseFor(Duration.ofSeconds(2))
                .start()) {
      FlowHandle handle =
          engine.find(engine.flows(FlowQuery.newest(1)).getFirst().id()).orElseThrow();
      assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.REVERTED);
    }
  }

  private Process crash(Installation installation, Path journalFile, Flow flow, int commit)
      throws Exception {
    Path definition = Files.writeString(directory.resolve("flow.json"), FlowJson.write(flow));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            CrashingEngine.class.getName(),
            rabbit.uri().toString(),
            installation.topology().namespace(),
            journalFile.toString(),
            definition.toString(),
            Integer.toString(commit))
        .redirectErrorStream(true)
        .redirectOutput(new File(directory.toFile(), "engine.log"))
        .start();
  }
}
