package io.taskflow.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.examples.host.EngineHost;
import io.taskflow.examples.host.JavaProcess;
import io.taskflow.examples.progress.PlainView;
import io.taskflow.examples.release.ReleasePlan;
import io.taskflow.examples.release.ReleaseSettings;
import io.taskflow.examples.release.source.SourceTree;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A release by two worker processes on a real broker, and what the check command says of it. */
@RequiresRabbit
class ReleaseByTwoWorkersTest {

  private static final String CLASS_PATH = System.getProperty("java.class.path");
  private static final long SEED = 20_261;

  private final RabbitBroker broker;
  @TempDir private Path temp;
  private Path source;
  private Path store;
  private EngineHost host;
  private ProcessCrew crew;
  private PrintStream shown;

  ReleaseByTwoWorkersTest(RabbitBroker broker) {
    this.broker = broker;
  }

  @BeforeEach
  void start() throws Exception {
    source = Files.createDirectories(temp.resolve("source"));
    store = temp.resolve("store");
    shown =
        new PrintStream(Files.newOutputStream(temp.resolve("shown")), true, StandardCharsets.UTF_8);
    crew = new ProcessCrew(broker.uri(), temp, CLASS_PATH, List.of());
    host = EngineHost.withBroker("release", broker.uri(), temp.resolve("journal.db"));
    crew.awaitReady(host.engine());
    writeFiles();
  }

  @AfterEach
  void stop() {
    if (host != null) {
      host.close();
    }
    crew.close();
    shown.close();
  }

  @Test
  void publishesEveryByteAlthoughOneWorkerIsKilledWithRequestsInHand() throws Exception {
    Killing killing = new Killing(crew);

    Act act = stage(killing).publish(plan(null), store, true);

    assertThat(act.status()).as("%s", act.problems()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(act.lost()).contains("was killed with SIGKILL");
    assertThat(killing.unacknowledged)
        .as("requests in the hands of the killed worker")
        .isPositive();
    assertThat(check(source.toString()))
        .contains("OK: directory and release 'first' are identical: 264 files");
  }

  @Test
  void leavesNothingAfterAFailureHalfway() throws Exception {
    Act act = stage(crew).fail(plan("small/100"), store);

    assertThat(act.status()).as("%s", act.problems()).isEqualTo(FlowStatus.REVERTED);
    assertThat(Runs.read(Quickstart.runLog(temp)).all())
        .as("executes and reverts: something was done and undone")
        .isGreaterThan(300);
    assertThat(check("--expect-empty")).contains("OK: the store is empty");
    assertThat(Files.readString(temp.resolve("shown"))).contains("told to fail at small/100");
  }

  /** Freezes the last worker when the broker says that it has something in hand; has it killed. */
  private final class Killing implements Crew {

    private final ProcessCrew crew;
    private volatile long unacknowledged;

    Killing(ProcessCrew crew) {
      this.crew = crew;
    }

    @Override
    public String loseOne() throws InterruptedException {
      // A frozen process acknowledges nothing, so the answer still holds when it is killed.
      await("requests in the hands of worker-2")
          .atMost(Duration.ofMinutes(1))
          .until(
              () -> {
                signal("-STOP");
                unacknowledged = countUnacknowledged();
                if (unacknowledged == 0) {
                  signal("-CONT");
                }
                return unacknowledged > 0;
              });
      return crew.loseOne();
    }

    private void signal(String signal) throws IOException, InterruptedException {
      String victim = Files.readString(temp.resolve("worker-2.pid")).strip();
      assertThat(new ProcessBuilder("kill", signal, victim).start().waitFor()).isZero();
    }

    private long countUnacknowledged() {
      // It has one connection to consume and one to publish.
      Set<String> connections =
          rows("list_connections", "pid", "client_properties").stream()
              .filter(row -> row.contains("worker-2"))
              .map(row -> row.substring(0, row.indexOf('\t')))
              .collect(Collectors.toSet());
      return rows("list_channels", "connection", "messages_unacknowledged").stream()
          .map(row -> row.split("\t", -1))
          .filter(row -> connections.contains(row[0]))
          .mapToLong(row -> Long.parseLong(row[1]))
          .sum();
    }

    private List<String> rows(String list, String... columns) {
      List<String> arguments = new ArrayList<>(List.of(list, "--silent", "--no-table-headers"));
      arguments.addAll(List.of(columns));
      return broker.ctl(arguments.toArray(String[]::new)).lines().toList();
    }

    @Override
    public String description() {
      return crew.description();
    }

    @Override
    public void awaitReady(Engine engine) throws IOException, InterruptedException {
      crew.awaitReady(engine);
    }

    @Override
    public void close() {
      crew.close();
    }
  }

  /** What the check command says; it has to find everything as it should be. */
  private String check(String what) throws Exception {
    try (JavaProcess command =
        JavaProcess.start(
            "check",
            temp,
            CLASS_PATH,
            List.of(),
            "io.taskflow.examples.release.ReleaseExample",
            List.of("check", what, "--store", store.toString()))) {
      await("the check").atMost(Duration.ofMinutes(1)).until(() -> !command.running());
      assertThat(command.await()).as(command.output()).isZero();
      return command.output();
    }
  }

  private Stage stage(Crew workers) {
    return new Stage(host.engine(), workers, () -> new PlainView(shown));
  }

  private ReleasePlan plan(String failAt) throws IOException {
    return ReleasePlan.of(
        SourceTree.scan(source, Set.of()), ReleaseSettings.of("first", store).withFailAt(failAt));
  }

  /** Empty and small files, equal ones, links, and some of many megabytes that barely compress. */
  private void writeFiles() throws IOException {
    Random random = new Random(SEED);
    Files.createDirectories(source.resolve("small"));
    for (int i = 0; i < 250; i++) {
      String text = "line of file " + i % 200 + "\n";
      Files.writeString(
          source.resolve("small/" + i), text.repeat(random.nextInt(200)), StandardCharsets.UTF_8);
    }
    for (int i = 0; i < 10; i++) {
      byte[] noise = new byte[1 + random.nextInt(6_000_000)];
      random.nextBytes(noise);
      Files.write(source.resolve("large-" + i), noise);
    }
    Files.write(source.resolve("exactly-one-piece"), new byte[128 * 1024]);
    Files.createFile(source.resolve("empty"));
    Files.createSymbolicLink(source.resolve("link"), Path.of("small/1"));
    Files.createSymbolicLink(source.resolve("dangling"), Path.of("no/where"));
  }
}
