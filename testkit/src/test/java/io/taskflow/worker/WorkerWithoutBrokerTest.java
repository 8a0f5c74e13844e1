package io.taskflow.worker;

import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.ControlMessage.WorkerState;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.testkit.broker.RabbitNode;
import io.taskflow.testkit.junit.RequiresRabbit;
import io.taskflow.worker.process.TaskJarBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers that start before their broker. */
@RequiresRabbit
@Timeout(300)
class WorkerWithoutBrokerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static RabbitNode node;

  private final Topology topology = Topology.defaults();
  @TempDir private Path directory;

  @BeforeAll
  static void useNode(RabbitNode own) {
    node = own;
  }

  @BeforeEach
  void stopBroker() {
    node.stop();
  }

  @Test
  void aWorkerOfTheLibraryTakesRequestsWhenTheBrokerComes() {
    try (Transport transport = connect("worker");
        Worker worker =
            Worker.builder()
                .transport(transport)
                .topology(topology)
                .topic(ScriptedEngine.TOPIC)
                .tasks(TaskRegistry.of(TaskDefinition.shared("easy", context -> "done")))
                .start()) {
      assertThat(worker.status().state()).isEqualTo(WorkerState.RUNNING);
      assertThat(worker.status().link()).isEqualTo(LinkState.DOWN);
      assertThat(worker.status().ready()).isFalse();

      node.startAgain();

      assertThatItAnswers(Requests.execute("easy"), worker.identity());
      await().atMost(PATIENCE).until(() -> worker.status().ready());
    }
  }

  @Test
  void aWorkerProcessIsAliveAndGetsReadyWhenTheBrokerComes() throws Exception {
    List<Path> jars = List.of(TaskJarBuilder.greeter(directory, "greeter.jar", "greet", "Hello "));
    try (WorkerUnderTest worker = WorkerUnderTest.startUnready(node, directory, jars)) {
      assertThat(worker.get("/health/live").statusCode()).isEqualTo(200);
      assertThat(worker.get("/health/ready").statusCode()).isEqualTo(503);

      node.startAgain();

      worker.awaitReady();
      assertThatItAnswers(Requests.execute("greet").argument("who", "world"), worker.identity());
    }
  }

  @Test
  void aWorkerProcessWithoutABrokerEndsWhenItIsTerminated() throws Exception {
    List<Path> jars = List.of(TaskJarBuilder.greeter(directory, "greeter.jar", "greet", "Hello "));
    try (WorkerUnderTest worker = WorkerUnderTest.startUnready(node, directory, jars)) {
      worker.terminate();

      assertThat(worker.awaitExit()).isPresent();
    }
  }

  private void assertThatItAnswers(Requests requests, String worker) {
    try (ScriptedEngine engine = new ScriptedEngine(connect("engine"), topology)) {
      assertThat(engine.awaitSuccess(engine.send(requests)).worker()).isEqualTo(worker);
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  engine.announcements().stream()
                      .anyMatch(announcement -> announcement.worker().equals(worker)));
    }
  }

  private Transport connect(String name) {
    return AmqpTransport.connect(
        AmqpSettings.builder()
            .uri(node.uri())
            .connectionName(name)
            .backoff(Duration.ofMillis(100), Duration.ofSeconds(1))
            .build());
  }
}
