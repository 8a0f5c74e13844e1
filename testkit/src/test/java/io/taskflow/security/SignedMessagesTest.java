package io.taskflow.security;

import static io.taskflow.flow.Flows.childFlow;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.protocol.ControlMessage.CancelAttempt;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Message;
import io.taskflow.protocol.Signal;
import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.security.MessageSecurity;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.worker.PatientPublisher;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the owner of one key signs, the owner of another one can't. */
class SignedMessagesTest extends SignedRig {

  private final MessageCodec codec = new MessageCodec();
  private PatientPublisher publisher;

  @BeforeEach
  void openPublisher() {
    publisher = new PatientPublisher(transport, "sender");
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
    Transport secured =
        MessageSecurity.NONE.signingWith(key.signing()).secure(transport, topology, () -> {});
    try (PatientPublisher forger = new PatientPublisher(secured, "forger")) {
      forger.publishConfirmed(message(exchange, body, routingKey, Map.of()));
    }
  }

  /** As the owner of the key would have sent it. */
  private OutgoingMessage signed(Keys key, byte[] body, String replyTo) {
    InMemoryBroker elsewhere = new InMemoryBroker();
    List<OutgoingMessage> signed = new CopyOnWriteArrayList<>();
    elsewhere.observe(signed::add);
    try (Transport link = elsewhere.connect("signer");
        PatientPublisher signer =
            new PatientPublisher(
                MessageSecurity.NONE.signingWith(key.signing()).secure(link, topology, () -> {}),
                "signer")) {
      // Nobody takes it there, and that is said when it has been seen.
      signer.publish(message(body, replyTo, Map.of()));
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
    publisher.publishConfirmed(message);
  }
}
