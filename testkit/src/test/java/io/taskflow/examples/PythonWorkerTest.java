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
import io.taskflow.protocol.Json;
import io.taskflow.protocol.OnWorkerLoss;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.transport.Declaration;
import io.taskflow.protocol.transport.Declaration.Binding;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;
import io.taskflow.testkit.protocol.MessageSchemas;
import io.taskflow.worker.PatientPublisher;
import io.taskflow.worker.TaskRegistry;
import io.taskflow.worker.Worker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
  private String interpreter = "";
  private Process python;
  private Transport transport;
  private Worker worker;
  private Engine engine;
  private final Queue<String> invalid = new ConcurrentLinkedQueue<>();
  private final Queue<String> said = new ConcurrentLinkedQueue<>();

  PythonWorkerTest(RabbitBroker rabbit) {
    this.rabbit = rabbit;
  }

  @BeforeEach
  void start() throws Exception {
    interpreter = System.getenv().getOrDefault("TASKFLOW_PYTHON", "/usr/bin/python3");
    assumeThat(hasPika(interpreter))
        .as("skipped: %s has no pika; set TASKFLOW_PYTHON to a Python that has", interpreter)
        .isTrue();
    transport =
        AmqpTransport.connect(AmqpSettings.builder().uri(rabbit.uri()).connectionName("t").build());
    observe();
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
    startPython();
    await()
        .atMost(LIMIT)
        .until(
            () ->
                engine.workers().stream()
                    .anyMatch(w -> w.announcement().topics().contains("python")));
  }

  private void startPython() throws IOException {
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
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("python.log").toFile()))
            .start();
  }

  /** Holds all that is said to engines against its schema. */
  private void observe() {
    List<Declaration> declarations = new ArrayList<>(topology.base());
    String observer = "observer-of-python";
    declarations.add(
        new Declaration.Queue(
            observer,
            QueueKind.EXCLUSIVE,
            List.of(
                new Binding(topology.inboxExchange(), topology.inboxKey(0)),
                new Binding(topology.inboxExchange(), topology.inboxKey(1)),
                new Binding(topology.controlExchange(), topology.announcementKey())),
            null,
            null));
    transport.declare(declarations);
    transport.consume(
        observer,
        100,
        delivery -> {
          MessageSchemas.problems(delivery.type(), delivery.body())
              .forEach(problem -> invalid.add(delivery.type() + ": " + problem));
          said.add(new String(delivery.body(), StandardCharsets.UTF_8));
          delivery.ack();
        });
  }

  private static boolean hasPika(String interpreter) throws Exception {
    try {
      return new ProcessBuilder(interpreter, "-c", "import pika").start().waitFor() == 0;
    } catch (IOException e) {
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
    assertThat(invalid).isEmpty();
    if (engine != null) {
      engine.close();
      worker.close();
      transport.close();
    }
  }

  private Flow words() {
    return linear("words", task("count", "text.count-words").topic("python").requires("text"))
        .build();
  }

  private void runWords() throws Exception {
    assertThat(run(words(), Map.of("text", "never lose a thing")).status())
        .isEqualTo(FlowStatus.SUCCESS);
  }

  private void send(String exchange, String key, String body, Map<String, String> headers) {
    try (PatientPublisher publisher = new PatientPublisher(transport, "spoiler")) {
      publisher.publishConfirmed(
          new OutgoingMessage(
              exchange,
              key,
              body.getBytes(StandardCharsets.UTF_8),
              "task-request",
              "spoilt",
              null,
              "application/json",
              true,
              false,
              null,
              headers));
    }
  }

  private void request(Map<String, ?> changes) {
    request(changes, Map.of());
  }

  private void request(Map<String, ?> changes, Map<String, String> headers) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("kind", "task-request");
    request.put("protocol", "1.0");
    request.put("flow", "no-flow");
    request.put("task", "t");
    request.put("action", "execute");
    request.put("token", "no-token");
    request.put("flowName", "n");
    request.put("taskType", "text.count-words");
    request.put("taskVersion", "1.0");
    request.put("round", 1);
    request.put("number", 1);
    request.put("replyTo", "0");
    request.put("arguments", Map.of("text", "a b"));
    request.put("onWorkerLoss", "redispatch");
    request.putAll(changes);
    send(topology.tasksExchange(), "python", Json.of(request).text(), headers);
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
  void noSpoiltMessageEndsIt() throws Exception {
    send(topology.tasksExchange(), "python", "no JSON", Map.of());
    request(Map.of("protocol", "2.0"));
    request(Map.of("taskVersion", "x"));
    request(Map.of("expiresAt", "soon"));
    request(Map.of("expiresAt", "2026-11-23T12:05:00"));
    request(Map.of("startToCloseMillis", "5"));
    request(Map.of("token", "not a token"));
    request(Map.of("replyTo", "x".repeat(300)));
    request(Map.of("onWorkerLoss", "whatever"));
    request(Map.of("token", "odd-header"), Map.of("taskflow-prior-deliveries", "many"));
    for (String control : List.of("no JSON", "[]", "{\"kind\":\"cancel-attempt\"}")) {
      send(topology.controlExchange(), topology.topicKey("python"), control, Map.of());
    }
    send(
        topology.controlExchange(),
        topology.topicKey("python"),
        "{\"kind\":\"cancel-attempt\",\"protocol\":\"1.0\",\"token\":[],\"reason\":\"r\"}",
        Map.of());
    runWords();
    assertThat(Files.readString(directory.resolve("python.log"))).doesNotContain("Traceback");
  }

  @Test
  void anAnswerForAnInboxThatIsNotThereHoldsNothingUp() throws Exception {
    request(Map.of("token", "nowhere", "replyTo", "999"));
    await()
        .atMost(LIMIT)
        .until(() -> Files.readString(directory.resolve("python.log")).contains("trying on"));
    runWords();
    // So that it can drain.
    transport.declare(List.of(topology.inbox(999)));
  }

  @Test
  void itTakesRequestsAgainAfterItsQueueAndItsConnectionsAreLost() throws Exception {
    rabbit.deleteQueue(topology.tasksQueue("python"));
    await().atMost(LIMIT).until(() -> rabbit.queueNames().contains(topology.tasksQueue("python")));
    runWords();
    rabbit.closeAllConnections("a test");
    runWords();
  }

  @Test
  void itFinishesWhatItHasInHandBeforeItLeaves() throws Exception {
    FlowHandle handle =
        engine.submit(
            linear("long", task("c", "demo.count-down").topic("python").requires("steps")).build(),
            Map.of("steps", 20));
    await().atMost(LIMIT).until(() -> handle.inspect().task("c").progress() > 0);
    python.destroy();
    assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(python.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(rabbit.queueDepth(topology.tasksQueue("python"))).isZero();
  }

  @Test
  void whatItHadInHandWhenItWasKilledRunsInTheNextOne() throws Exception {
    FlowHandle handle =
        engine.submit(
            linear("long", task("c", "demo.count-down").topic("python").requires("steps")).build(),
            Map.of("steps", 50));
    await().atMost(LIMIT).until(() -> handle.inspect().task("c").progress() > 0);
    python.destroyForcibly();
    assertThat(python.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(handle.inspect().flow().status()).isEqualTo(FlowStatus.RUNNING);
    startPython();
    assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    await().atMost(LIMIT).until(() -> rabbit.queueDepth(topology.tasksQueue("python")) == 0);
  }

  @Test
  void aRequestThatMustNotRunTwiceFailsInTheNextOne() throws Exception {
    FlowHandle handle =
        engine.submit(
            linear(
                    "long",
                    task("c", "demo.count-down")
                        .topic("python")
                        .requires("steps")
                        .onWorkerLoss(OnWorkerLoss.FAIL))
                .build(),
            Map.of("steps", 600));
    await().atMost(LIMIT).until(() -> handle.inspect().task("c").progress() > 0);
    python.destroyForcibly();
    assertThat(python.waitFor(30, TimeUnit.SECONDS)).isTrue();
    startPython();
    FlowResult result = handle.join(LIMIT);
    assertThat(result.failures().get("c").code()).isEqualTo(FailureCode.WORKER_LOST);
  }

  @Test
  void aPoisonRequestIsAnsweredAndNotRun() {
    request(
        Map.of("token", "poison", "taskType", "demo.count-down", "arguments", Map.of("steps", 600)),
        Map.of("taskflow-prior-deliveries", "5"));
    await().atMost(LIMIT).until(() -> said.stream().anyMatch(m -> m.contains("poison-request")));
    assertThat(said).filteredOn(m -> m.contains("\"poison\"")).hasSize(1);
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
