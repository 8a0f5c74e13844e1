package io.taskflow.security;

import static io.taskflow.flow.Flows.childFlow;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskflow.engine.journal.InMemoryJournal;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.protocol.ControlMessage.CancelAttempt;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Message;
import io.taskflow.protocol.Signal;
import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.security.KeyRing;
import io.taskflow.protocol.security.MessageSecurity;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.worker.TaskRegistry;
import io.taskflow.worker.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two topics whose workers have a key each: what one signs, the other can't. */
class SignedMessagesTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Keys ENGINE = Keys.named("engine-1");
  private static final Keys LEFT = Keys.named("left-1");
  private static final Keys RIGHT = Keys.named("right-1");
  private static final KeyRing RING =
      KeyRing.of(
          List.of(ENGINE.engine(), LEFT.worker("left", "left-"), RIGHT.worker("right", "right-")));

  private final Topology topology = Topology.defaults();
  private final MessageCodec codec = new MessageCodec();
  private final InMemoryBroker broker = new InMemoryBroker();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<OutgoingMessage> seen = new CopyOnWriteArrayList<>();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicInteger runs = new AtomicInteger();
  @TempDir Path directory;
  private Transport transport;
  private Engine engine;
  private Worker left;
  private Worker right;

  @BeforeEach
  void start() {
    broker.observe(seen::add);
    transport = broker.connect("test");
    engine = engine(security(ENGINE, RING));
    left = worker("left", security(LEFT, RING));
    right = worker("right", security(RIGHT, RING));
  }

  @AfterEach
  void stop() {
    gate.countDown();
    left.close();
    right.close();
    engine.close();
    transport.close();
  }

  @Test
  void flowsOverBothTopicsRunAndEveryMessageIsSigned() throws Exception {
    gate.countDown();
    FlowHandle flow =
        engine.submit(
            linear("f", task("a", "waits").topic("left"), task("b", "waits").topic("right"))
                .build(),
            Map.of());

    assertThat(flow.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(seen).allMatch(message -> message.headers().containsKey("taskflow-signature"));
    assertThat(refused()).isZero();
  }

  @Test
  void aWorkerCannotAnswerForAnothersTopic() throws Exception {
    FlowHandle flow = submitted();
    TaskRequest request = request();

    publish(RIGHT, success(request, "right-forger"), request.replyTo());

    awaitRefused(1, "its key may not answer for topic 'left' of task 'a'");
    assertOpen(flow);
  }

  @Test
  void anEngineAnswersForAChildFlowAndAWorkerCannot() throws Exception {
    FlowHandle parent =
        engine.submit(
            linear("f", childFlow("c", "child").providesMembers("said")).build(), Map.of());
    await().atMost(LIMIT).until(() -> runs.get() == 1);
    Signal.StartChild order =
        seen.stream()
            .filter(message -> message.type().equals("child-start"))
            .map(message -> (Signal.StartChild) codec.decode(message.body()))
            .findFirst()
            .orElseThrow();
    Message forged =
        new TaskReply.Succeeded(order.parent(), "left-9", Instant.EPOCH, Json.of("forged"));
    String inbox = request().replyTo();

    publish(LEFT, codec.encode(forged), inbox);
    awaitRefused(1, "its key may not answer for topic 'taskflow.flow' of task 'c'");
    publish(LEFT, codec.encode(new Signal.RevertChild(order.flow(), order.parent(), "")), inbox);
    awaitRefused(2, "a worker sends no message of kind 'child-revert'");

    // The engine's own answer is believed: without it the parent would not end.
    assertOpen(parent);
  }

  @Test
  void aWorkerCannotTakeAnothersName() throws Exception {
    FlowHandle flow = submitted();
    TaskRequest request = request();

    publish(RIGHT, success(request, left.identity()), request.replyTo());

    awaitRefused(
        1, "the message says it is worker '" + left.identity() + "', but the key 'right-1'");
    assertOpen(flow);
  }

  @Test
  void anAnswerThatIsUnsignedChangedOrSentElsewhereIsRefused() throws Exception {
    FlowHandle flow = submitted();
    TaskRequest request = request();
    byte[] body = success(request, "left-9");

    send(message(body, request.replyTo(), Map.of()));
    awaitRefused(1, "it is not signed");

    OutgoingMessage good = signed(LEFT, body, "7");
    send(message(body, request.replyTo(), good.headers()));
    awaitRefused(2, "its signature is not that of the key 'left-1' over this message");

    byte[] changed = success(request, "left-8");
    send(message(changed, request.replyTo(), signed(LEFT, body, request.replyTo()).headers()));
    awaitRefused(3, "its signature is not that of the key 'left-1' over this message");

    publish(Keys.named("left-0"), body, request.replyTo());
    awaitRefused(4, "it is signed with the key 'left-0', which is not trusted");
    assertOpen(flow);
  }

  @Test
  void anAnswerThatIsSentOnceMoreChangesNothing() throws Exception {
    FlowHandle flow = submitted();
    gate.countDown();
    assertThat(flow.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    OutgoingMessage answer =
        seen.stream().filter(m -> m.type().equals("task-succeeded")).findFirst().orElseThrow();
    FlowHandle next =
        engine.submit(linear("g", task("a", "waits").topic("left")).build(), Map.of());

    // Its own token counts no more, and no other flow's or partition's can be put into it.
    send(answer);

    await()
        .atMost(LIMIT)
        .until(
            () ->
                meters.find(EngineMetrics.COMMAND_REJECTED).counters().stream()
                        .mapToDouble(c -> c.count())
                        .sum()
                    >= 1);
    assertThat(next.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(runs).hasValue(2);
  }

  @Test
  void aWorkerCannotSendSignalsToFlows() throws Exception {
    FlowHandle flow = submitted();
    TaskRequest request = request();

    publish(
        LEFT,
        codec.encode(new Signal.Revert(request.attempt().flow(), "forger")),
        request.replyTo());

    awaitRefused(1, "a worker sends no message of kind 'flow-revert'");
    assertOpen(flow);
  }

  @Test
  void workersRunAndObeyOnlyWhatAnEngineHasSigned() throws Exception {
    FlowHandle flow = submitted();
    TaskRequest request = request();

    publish(RIGHT, topology.tasksExchange(), "left", codec.encode(request));
    await().atMost(LIMIT).until(() -> counted("taskflow.worker.messages.refused") == 1);
    publish(
        RIGHT,
        topology.controlExchange(),
        topology.topicKey("left"),
        codec.encode(new CancelAttempt(request.attempt(), "forged")));
    await().atMost(LIMIT).until(() -> counted("taskflow.worker.messages.refused") == 2);

    assertThat(runs).hasValue(1);
    assertOpen(flow);
  }

  @Test
  void keysRotateWithoutARestart() throws Exception {
    left.close();
    Path file = directory.resolve("keys.json");
    Keys next = Keys.named("left-2");
    write(file, ENGINE.json("engine"), LEFT.json("worker"));
    KeyRing ring = KeyRing.file(file);
    engine.close();
    engine = engine(security(ENGINE, ring));
    gate.countDown();
    left = worker("left", security(next, RING));
    engine.submit(linear("f", task("a", "waits").topic("left")).build(), Map.of());
    awaitRefused(1, "it is signed with the key 'left-2', which is not trusted");

    write(file, ENGINE.json("engine"), next.json("worker"), LEFT.json("worker"));
    await().atMost(LIMIT).until(() -> ring.key("left-2").isPresent());
    FlowHandle flow =
        engine.submit(linear("f", task("a", "waits").topic("left")).build(), Map.of());
    assertThat(flow.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);

    write(file, ENGINE.json("engine"), next.json("worker"));
    await().atMost(LIMIT).until(() -> ring.key("left-1").isEmpty());
    Files.writeString(file, "spoilt");
    await().atMost(LIMIT).until(() -> ring.key("left-2").isPresent());
  }

  @Test
  void aKeyRingThatMakesNoSenseIsExplained() throws Exception {
    Path file = directory.resolve("keys.json");
    write(file, ENGINE.json("engine"), ENGINE.json("engine"));
    assertThatThrownBy(() -> KeyRing.file(file))
        .hasMessage("key ring " + file + ": the id 'engine-1' is there twice");
    write(file, ENGINE.json("boss"));
    assertThatThrownBy(() -> KeyRing.file(file))
        .hasMessageContaining("key 0: the role is 'engine' or 'worker', not 'boss'");
    Files.writeString(
        file, "{\"keys\": [{\"id\": \"x\", \"role\": \"engine\", \"publicKey\": \"?\"}]}");
    assertThatThrownBy(() -> KeyRing.file(file)).hasMessageContaining("of an Ed25519 key");
  }

  private static void write(Path file, String... keys) throws Exception {
    Files.writeString(file, "{\"keys\": [" + String.join(",\n", keys) + "]}");
  }

  private FlowHandle submitted() {
    FlowHandle flow =
        engine.submit(
            linear("f", task("a", "waits").topic("left").provides("said")).build(), Map.of());
    await().atMost(LIMIT).until(() -> runs.get() == 1);
    return flow;
  }

  private TaskRequest request() {
    return seen.stream()
        .filter(message -> message.type().equals("task-request"))
        .map(message -> (TaskRequest) codec.decode(message.body()))
        .findFirst()
        .orElseThrow();
  }

  /** The true worker still has the attempt, and its answer counts. */
  private void assertOpen(FlowHandle flow) throws Exception {
    assertThat(flow.status()).isEqualTo(FlowStatus.RUNNING);
    gate.countDown();
    assertThat(flow.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(flow.join(LIMIT).value("said", String.class)).isEqualTo("true");
  }

  private byte[] success(TaskRequest request, String worker) {
    Message reply =
        new TaskReply.Succeeded(request.attempt(), worker, Instant.EPOCH, Json.of("forged"));
    return codec.encode(reply);
  }

  private void publish(Keys key, byte[] body, String replyTo) {
    send(signed(key, body, replyTo));
  }

  private void publish(Keys key, String exchange, String routingKey, byte[] body) {
    MessageSecurity.NONE
        .signingWith(key.signing())
        .secure(transport, topology, () -> {})
        .publisher("forger")
        .publish(message(exchange, body, routingKey, Map.of()), outcome -> {});
  }

  /** As the owner of the key would have sent it. */
  private OutgoingMessage signed(Keys key, byte[] body, String replyTo) {
    InMemoryBroker elsewhere = new InMemoryBroker();
    List<OutgoingMessage> signed = new CopyOnWriteArrayList<>();
    elsewhere.observe(signed::add);
    try (Transport link = elsewhere.connect("signer")) {
      MessageSecurity.NONE
          .signingWith(key.signing())
          .secure(link, topology, () -> {})
          .publisher("signer")
          .publish(message(body, replyTo, Map.of()), outcome -> {});
      await().atMost(LIMIT).until(() -> !signed.isEmpty());
    }
    return signed.getFirst();
  }

  private OutgoingMessage message(byte[] body, String replyTo, Map<String, String> headers) {
    return message(topology.inboxExchange(), body, replyTo, headers);
  }

  private static OutgoingMessage message(
      String exchange, byte[] body, String key, Map<String, String> headers) {
    return new OutgoingMessage(
        exchange,
        key,
        body,
        "task-succeeded",
        "id",
        null,
        "application/json",
        true,
        true,
        null,
        headers);
  }

  private void send(OutgoingMessage message) {
    transport.publisher("sender").publish(message, outcome -> {});
  }

  private void awaitRefused(int count, String reason) {
    await().atMost(LIMIT).until(() -> refused() >= count);
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(seen)
                    .filteredOn(message -> message.exchange().equals(topology.deadExchange()))
                    .anyMatch(
                        message ->
                            message
                                .headers()
                                .getOrDefault("taskflow-reason", "")
                                .contains(reason)));
  }

  private double refused() {
    return counted(EngineMetrics.MESSAGE_REFUSED);
  }

  private double counted(String meter) {
    return meters.find(meter).counters().stream().mapToDouble(counter -> counter.count()).sum();
  }

  private static MessageSecurity security(Keys keys, KeyRing ring) {
    return MessageSecurity.NONE.signingWith(keys.signing()).believing(ring);
  }

  private Engine engine(MessageSecurity security) {
    return Engine.builder()
        .transport(broker.connect("engine"))
        .journal(new InMemoryJournal(1))
        .security(security)
        .topics("left", "right")
        .flow("child", linear("child", task("a", "waits").topic("left").provides("said")).build())
        .meterRegistry(meters)
        .start();
  }

  private Worker worker(String topic, MessageSecurity security) {
    return Worker.builder()
        .transport(broker.connect(topic))
        .topic(topic)
        .name(topic)
        .security(security)
        .meterRegistry(meters)
        .tasks(
            TaskRegistry.builder()
                .addShared(
                    "waits",
                    context -> {
                      runs.incrementAndGet();
                      gate.await();
                      return "true";
                    })
                .build())
        .start();
  }
}
