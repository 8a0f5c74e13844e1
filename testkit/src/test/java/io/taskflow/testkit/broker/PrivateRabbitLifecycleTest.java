package io.taskflow.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How nodes begin and end: side by side, with wrong settings, and after their owner. */
@RequiresRabbitProgram
class PrivateRabbitLifecycleTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void startsNodesSideBySideWithPortsOfTheirOwn() throws Exception {
    List<Future<PrivateRabbit>> starts;
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<PrivateRabbit> start = PrivateRabbit::start;
      starts = executor.invokeAll(List.of(start, start));
    }
    try (PrivateRabbit one = starts.getFirst().get();
        PrivateRabbit two = starts.getLast().get();
        AmqpProbe inOne = AmqpProbe.connect(one.uri())) {
      inOne.declareClassicQueue("only-in-one");

      assertThat(one.queueNames()).containsExactly("only-in-one");
      assertThat(two.queueNames()).isEmpty();
      assertThat(
              Stream.of(one, two)
                  .flatMap(
                      node -> Stream.of("amqp.port", "dist.port", "epmd.port").map(node::property)))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void leavesNeitherProcessNorDirectoryWhenClosed() {
    PrivateRabbit node = PrivateRabbit.start();
    List<ProcessHandle> processes = processes(node.property("node.pid"), node.property("epmd.pid"));
    Path directory = node.directory();
    assertThat(processes).hasSize(2);

    node.close();
    node.close(); // the second time is allowed and does nothing

    assertThat(processes).noneMatch(PrivateRabbitLifecycleTest::runs);
    assertThat(directory).doesNotExist();
  }

  @Test
  void endsWithItsOwnerWhenThatIsKilled() throws Exception {
    Process owner = ChildJvm.start(NodeOwner.class, Map.of());
    String line;
    try (BufferedReader output = owner.inputReader()) {
      do {
        line = output.readLine();
        assertThat(line).as("the owner ended before its node was ready").isNotNull();
      } while (!line.startsWith(NodeOwner.READY));
    } finally {
      owner.destroyForcibly();
    }
    String[] words = line.substring(NodeOwner.READY.length()).split(" ");
    List<ProcessHandle> processes = processes(words[0], words[1], words[2]);

    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              assertThat(processes).noneMatch(PrivateRabbitLifecycleTest::runs);
              assertThat(Path.of(words[3])).doesNotExist();
            });
  }

  @Test
  void endsWithItsOwnerEvenWhileItStarts() throws Exception {
    Path directory = Directories.temporary("taskflow-rabbit");
    Process owner = new ProcessBuilder("sleep", "600").start();
    List<String> start =
        List.of(
            "/bin/bash",
            NodeScript.script(directory).toString(),
            "start",
            directory.toString(),
            "--owner-pid",
            Long.toString(owner.pid()),
            "--temporary");
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<ProcessRun> run = executor.submit(() -> ProcessRun.of(start, Duration.ofMinutes(2)));
      Path recorded = directory.resolve("node.pid");
      await().atMost(LIMIT).until(() -> Files.exists(recorded) && Files.size(recorded) > 0);
      List<ProcessHandle> node = processes(Files.readAllLines(recorded).getFirst());

      owner.destroyForcibly();

      assertThat(run.get().errors()).contains("the owner").contains("ended while the node");
      assertThat(node).hasSize(1).noneMatch(PrivateRabbitLifecycleTest::runs);
      await().atMost(LIMIT).untilAsserted(() -> assertThat(directory).doesNotExist());
    } finally {
      owner.destroyForcibly();
    }
  }

  @Test
  void namesTheSettingThatKeepsItFromStarting() {
    RabbitSettings wrong = RabbitSettings.defaults().withConfig("no_such_setting = 1");

    assertThatThrownBy(() -> PrivateRabbit.start(wrong))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("no_such_setting")
        .hasMessageContaining("Nothing was left running");
  }

  @Test
  void namesThePluginThatIsNotInstalled() {
    RabbitSettings wrong = RabbitSettings.defaults().withPlugin("rabbitmq_no_such_plugin");

    assertThatThrownBy(() -> PrivateRabbit.start(wrong))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("the plug-in 'rabbitmq_no_such_plugin' did not start");
  }

  @Test
  void enablesPluginsOnLoopbackPortsOfTheirOwn() throws Exception {
    RabbitSettings settings = RabbitSettings.defaults().withPlugin("rabbitmq_prometheus");
    try (PrivateRabbit node = PrivateRabbit.start(settings)) {
      URI metrics = URI.create("http://127.0.0.1:" + node.property("prometheus.port") + "/metrics");
      HttpURLConnection connection = (HttpURLConnection) metrics.toURL().openConnection();

      assertThat(connection.getResponseCode()).isEqualTo(200);
      assertThatThrownBy(() -> node.property("management.port"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("management.port")
          .hasMessageContaining("prometheus.port");
    }
  }

  private static List<ProcessHandle> processes(String... ids) {
    return Stream.of(ids)
        .map(Long::parseLong)
        .flatMap(id -> ProcessHandle.of(id).stream())
        .toList();
  }

  /** A process that has ended counts as alive for Java until its parent has collected it. */
  private static boolean runs(ProcessHandle process) {
    try {
      String status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"));
      return !status.contains("State:\tZ") && !status.contains("State:\tX");
    } catch (IOException gone) {
      return false;
    }
  }
}
