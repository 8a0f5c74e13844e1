package io.taskflow.worker;

import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.TaskReply.Started;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;
import io.taskflow.worker.process.TaskJarBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real worker processes, with tasks from jars, on a real broker. */
@RequiresRabbit
class WorkerProcessTest {

  private final RabbitBroker broker;
  private final Topology topology = Topology.defaults();
  @TempDir Path directory;
  private ScriptedEngine engine;
  private List<Path> jars;

  WorkerProcessTest(RabbitBroker broker) {
    this.broker = broker;
  }

  @BeforeEach
  void start() throws IOException {
    // What a killed worker had not acknowledged would come again, in another test.
    String queue = topology.tasksQueue(ScriptedEngine.TOPIC);
    if (broker.queueNames().contains(queue)) {
      broker.deleteQueue(queue);
    }
    engine =
        new ScriptedEngine(
            AmqpTransport.connect(
                AmqpSettings.builder().uri(broker.uri()).connectionName("engine").build()),
            topology);
    jars =
        List.of(
            FileGate.jar(directory),
            TaskJarBuilder.greeter(directory, "greeter.jar", "greet", "Hello "));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void runsTasksFromJarsAndTellsAboutItself() throws Exception {
    try (WorkerUnderTest worker = worker("--slots", "3", "--name", "greeting")) {
      TaskRequest request = engine.send(Requests.execute("greet").argument("who", "world"));

      TaskReply.Succeeded reply = engine.awaitSuccess(request);
      assertThat(reply.result().text()).isEqualTo("\"Hello world\"");
      assertThat(reply.worker()).isEqualTo(worker.identity()).startsWith("greeting-");
      assertThat(worker.output()).contains("greet 1.0").doesNotContain("guest:guest");
      assertThat(worker.get("/health/ready").body()).contains("\"slots\":3");
      await()
          .untilAsserted(
              () ->
                  assertThat(worker.get("/metrics").body())
                      .contains("taskflow_worker_slots{state=\"free\",worker=\"greeting\"} 3.0")
                      .contains("outcome=\"succeeded\",worker=\"greeting\"} 1.0"));

      worker.terminate();

      assertThat(worker.awaitExit()).hasValue(0);
    }
  }

  @Test
  void w01AKilledWorkerLosesNeitherWhatItRunsNorWhatItHolds() throws Exception {
    FileGate gate = new FileGate(directory);
    try (WorkerUnderTest killed = worker("--slots", "1", "--prefetch", "10")) {
      TaskRequest running = engine.send(gate.request());
      gate.awaitComing(1);
      List<TaskRequest> held =
          IntStream.range(0, 9).mapToObj(i -> engine.send(Requests.execute("greet"))).toList();
      await("nothing waits in the queue: the worker holds it")
          .until(() -> broker.queueDepth(topology.tasksQueue(ScriptedEngine.TOPIC)) == 0);

      killed.kill();
      gate.open();

      try (WorkerUnderTest survivor = worker("--slots", "2")) {
        assertThat(engine.awaitSuccess(running).worker()).isEqualTo(survivor.identity());
        for (TaskRequest request : held) {
          assertThat(engine.awaitSuccess(request).worker()).isEqualTo(survivor.identity());
        }
      }
    }
  }

  @Test
  void w02AWorkerThatDiesAfterItSaidStartedIsReplaced() throws Exception {
    FileGate gate = new FileGate(directory);
    try (WorkerUnderTest one = worker("--slots", "1");
        WorkerUnderTest two = worker("--slots", "1")) {
      TaskRequest request = engine.send(gate.request());
      String first = engine.await1(request, Started.class).worker();
      WorkerUnderTest killed = one.identity().equals(first) ? one : two;
      WorkerUnderTest survivor = killed == one ? two : one;

      killed.kill();
      gate.awaitComing(2);
      gate.open();

      assertThat(engine.awaitSuccess(request).worker()).isEqualTo(survivor.identity());
      assertThat(gate.came()).hasSize(2);
    }
  }

  @Test
  void failsARequestThatMustNotRunTwiceWhenItsWorkerIsKilled() throws Exception {
    FileGate gate = new FileGate(directory);
    try (WorkerUnderTest killed = worker("--slots", "1")) {
      TaskRequest request = engine.send(gate.request().failOnWorkerLoss());
      gate.awaitComing(1);

      killed.kill();
      try (WorkerUnderTest survivor = worker("--slots", "1")) {
        assertThat(engine.awaitFailure(request).code()).isEqualTo(FailureCode.WORKER_LOST);
        assertThat(engine.awaitEnd(request).worker()).isEqualTo(survivor.identity());
        assertThat(gate.came()).hasSize(1);
      }
    }
  }

  @Test
  void w13AWorkerThatIsTerminatedFinishesWhatItHasAndTheRestWaitsForTheNextOne() throws Exception {
    FileGate gate = new FileGate(directory);
    try (WorkerUnderTest worker = worker("--slots", "1", "--drain-timeout", "60s")) {
      TaskRequest request = engine.send(gate.request());
      gate.awaitComing(1);

      worker.terminate();
      await().until(() -> worker.get("/health/ready").body().contains("DRAINING"));
      TaskRequest late = engine.send(Requests.execute("greet"));
      assertThat(worker.running()).isTrue();
      gate.open();

      assertThat(engine.awaitSuccess(request).worker()).isEqualTo(worker.identity());
      assertThat(worker.awaitExit()).hasValue(0);
      try (WorkerUnderTest next = worker("--slots", "1")) {
        assertThat(engine.awaitSuccess(late).worker()).isEqualTo(next.identity());
      }
    }
  }

  @Test
  void givesBackWhatItCannotFinishInTime() throws Exception {
    FileGate gate = new FileGate(directory);
    try (WorkerUnderTest worker = worker("--slots", "1", "--drain-timeout", "300ms")) {
      TaskRequest request = engine.send(gate.request());
      gate.awaitComing(1);

      worker.terminate();

      assertThat(worker.awaitExit()).hasValue(3);
      gate.open();
      try (WorkerUnderTest next = worker("--slots", "1")) {
        assertThat(engine.awaitSuccess(request).worker()).isEqualTo(next.identity());
      }
    }
  }

  @Test
  void answersAndGoesOnWhenItsQueueIsDeleted() throws Exception {
    FileGate gate = new FileGate(directory);
    try (WorkerUnderTest worker = worker("--slots", "2")) {
      TaskRequest request = engine.send(gate.request());
      gate.awaitComing(1);

      broker.deleteQueue(topology.tasksQueue(ScriptedEngine.TOPIC));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> broker.queueNames().contains(topology.tasksQueue(ScriptedEngine.TOPIC)));
      gate.open();

      engine.awaitSuccess(request);
      // The queue may be there for a moment before it is bound.
      TaskRequest next = engine.sendWhenPossible(Requests.execute("greet"));
      assertThat(engine.awaitSuccess(next).worker()).isEqualTo(worker.identity());
    }
  }

  @Test
  void endsWithAStatusThatTellsWhy() throws Exception {
    assertThat(exitOf("--slot", "3")).isEqualTo(2);
    assertThat(exitOf("--jars", directory.resolve("nowhere.jar").toString())).isEqualTo(4);
    assertThat(exitOf("--help")).isEqualTo(0);
    assertThat(
            exitOf(
                "--amqp-uri",
                broker.uri().toString(),
                "--jars",
                jars.getFirst().toString(),
                // The queue is there with another limit.
                "--delivery-limit",
                "7"))
        .isEqualTo(5);
  }

  private WorkerUnderTest worker(String... arguments) throws IOException {
    return WorkerUnderTest.start(broker, directory, jars, arguments);
  }

  private int exitOf(String... arguments) throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "worker", ".log");
    Process process = WorkerUnderTest.launch(output, List.of(arguments));
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(Files.readString(output)).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }
}
