package io.taskflow.examples;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.journal.InMemoryJournal;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.engine.runtime.FlowResult;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;
import io.taskflow.worker.TaskRegistry;
import io.taskflow.worker.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Flows whose tasks run partly in the worker that is written in Python, from its documents alone.
 */
@RequiresRabbit
class PythonWorkerTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final RabbitBroker rabbit;
  private final Topology topology = Topology.defaults().withNamespace("python");
  @TempDir private Path directory;
  private Process python;
  private Transport transport;
  private Worker worker;
  private Engine engine;

  PythonWorkerTest(RabbitBroker rabbit) {
    this.rabbit = rabbit;
  }

  @BeforeEach
  void start() throws Exception {
    String interpreter = System.getenv().getOrDefault("TASKFLOW_PYTHON", "/usr/bin/python3");
    assumeThat(hasPika(interpreter))
        .as("skipped: %s has no pika; set TASKFLOW_PYTHON to a Python that has", interpreter)
        .isTrue();
    transport =
        AmqpTransport.connect(AmqpSettings.builder().uri(rabbit.uri()).connectionName("t").build());
    worker =
        Worker.builder()
            .transport(transport)
            .topology(topology)
            .topic("default")
            .tasks(TaskRegistry.builder().addShared("java.fail", context -> fail()).build())
            .start();
    engine =
        Engine.builder()
            .transport(transport)
            .topology(topology)
            .journal(new InMemoryJournal(2))
            .start();
    Path source =
        Path.of(System.getProperty("taskflow.project.root", ".."), "examples", "python-worker");
    python =
        new ProcessBuilder(
                interpreter,
                "tasks.py",
                "--url",
                rabbit.uri().toString(),
                "--namespace",
                topology.namespace())
            .directory(source.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("python.log").toFile())
            .start();
    await()
        .atMost(LIMIT)
        .until(
            () ->
                engine.workers().stream()
                    .anyMatch(w -> w.announcement().topics().contains("python")));
  }

  private static boolean hasPika(String interpreter) throws Exception {
    try {
      return new ProcessBuilder(interpreter, "-c", "import pika").start().waitFor() == 0;
    } catch (java.io.IOException e) {
      return false;
    }
  }

  private static Object fail() {
    throw new IllegalStateException("told to fail");
  }

  @AfterEach
  void stop() throws Exception {
    if (python != null) {
      python.destroy();
      assertThat(python.waitFor(30, TimeUnit.SECONDS)).as("it drains on SIGTERM").isTrue();
      assertThat(python.exitValue()).as(Files.readString(directory.resolve("python.log"))).isZero();
    }
    if (engine != null) {
      engine.close();
      worker.close();
      transport.close();
    }
  }

  private FlowResult run(Flow flow, Map<String, ?> store) throws Exception {
    FlowHandle handle = engine.submit(flow, store);
    return handle.join(LIMIT);
  }

  @Test
  void aFlowUsesItsResults() throws Exception {
    FlowResult result =
        run(
            linear(
                    "words",
                    task("count", "text.count-words")
                        .topic("python")
                        .requires("text")
                        .providesMembers("words", "longest"))
                .build(),
            Map.of("text", "never lose a thing"));
    assertThat(result.status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(result.value("words", Integer.class)).isEqualTo(4);
    assertThat(result.value("longest", String.class)).isEqualTo("never");
  }

  @Test
  void itRevertsWhatItDidWhenAJavaTaskFails() throws Exception {
    FlowResult result =
        run(
            linear(
                    "notes",
                    task("note", "note.write").topic("python").requires("directory", "text"),
                    task("fail", "java.fail"))
                .build(),
            Map.of("directory", directory.toString(), "text", "hello"));
    assertThat(result.status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(directory.resolve("note.note")).doesNotExist();
    assertThat(result.revertFailures()).isEmpty();
  }

  @Test
  void itsFailuresSayTypesMessageAndCauses() throws Exception {
    FlowResult result =
        run(linear("refuse", task("r", "demo.refuse").topic("python")).build(), Map.of());
    Failure failure = result.failures().get("r");
    assertThat(failure.code()).isEqualTo(FailureCode.TASK_FAILED);
    assertThat(failure.message()).isEqualTo("can't print");
    assertThat(failure.retryable()).isFalse();
    assertThat(failure.typeNames()).contains("worker.TaskFailure", "Exception");
    assertThat(failure.causes()).extracting(Failure::message).containsExactly("the paper is out");
  }

  @Test
  void itTellsItsProgressAndStopsWhenCancelled() throws Exception {
    FlowHandle handle =
        engine.submit(
            linear("long", task("c", "demo.count-down").topic("python").requires("steps")).build(),
            Map.of("steps", 600));
    await().atMost(LIMIT).until(() -> handle.inspect().task("c").progress() > 0);
    handle.revert("a test");
    FlowResult result = handle.join(LIMIT);
    assertThat(result.status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(result.failures().get("c").code()).isEqualTo(FailureCode.CANCELLED);
  }
}
