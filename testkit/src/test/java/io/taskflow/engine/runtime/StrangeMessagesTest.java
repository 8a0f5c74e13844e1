package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskflow.engine.journal.InMemoryJournal;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages that nobody should send; the test plays the worker. */
class StrangeMessagesTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Topology topology = Topology.defaults();
  private final MessageCodec codec = new MessageCodec();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final BlockingQueue<Delivery> requests = new ArrayBlockingQueue<>(10);
  private Transport transport;
  private Publisher publisher;
  private Engine engine;

  @BeforeEach
  void start() {
    InMemoryBroker broker = new InMemoryBroker();
    transport = broker.connect("test");
    transport.declare(topology.base());
    transport.declare(List.of(topology.tasks("default")));
    transport.consume(topology.tasksQueue("default"), 10, requests::add);
    publisher = transport.publisher("test");
    engine =
        Engine.builder()
            .transport(broker.connect("engine"))
            .journal(new InMemoryJournal(1))
            .meterRegistry(meters)
            .start();
  }

  @AfterEach
  void stop() {
    engine.close();
    transport.close();
  }

  private TaskRequest request() throws InterruptedException {
    Delivery delivery = requests.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(delivery).isNotNull();
    return (TaskRequest) codec.decode(delivery.body());
  }

  private void send(String exchange, String key, byte[] body) {
    publisher.publish(
        new OutgoingMessage(
            exchange,
            key,
            body,
            "task-succeeded",
            "",
            null,
            "application/json",
            true,
            false,
            null,
            Map.of()),
        outcome -> {});
  }

  private void awaitUnreadable(int count) {
    await()
        .atMost(LIMIT)
        .until(() -> meters.counter(EngineMetrics.MESSAGE_UNREADABLE).count() >= count);
  }

  @Test
  void aMessageThatIsNotJsonIsCountedAndTheFlowsGoOn() throws Exception {
    FlowHandle handle = engine.submit(linear("f", task("a", "t")).build(), Map.of());
    TaskRequest request = request();
    send(topology.inboxExchange(), request.replyTo(), "}{".getBytes(StandardCharsets.UTF_8));
    awaitUnreadable(1);
    assertThat(handle.status()).isEqualTo(FlowStatus.RUNNING);
  }

  @Test
  void w12AnAnswerOfANewerProtocolVersionFailsItsAttemptAndNothingElse() throws Exception {
    FlowHandle handle =
        engine.submit(linear("f", task("a", "t").notRevertible()).build(), Map.of());
    TaskRequest request = request();
    String answer =
        """
        {"kind":"task-succeeded","protocol":"9.0","flow":"%s","task":"a","action":"execute",\
        "token":"%s","worker":"w","at":"2026-01-01T00:00:00Z","result":1}"""
            .formatted(request.attempt().flow(), request.attempt().token());
    send(topology.inboxExchange(), request.replyTo(), answer.getBytes(StandardCharsets.UTF_8));
    FlowResult result = handle.join(LIMIT);
    assertThat(result.status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(result.failures().get("a").code()).isEqualTo(FailureCode.PROTOCOL_VIOLATION);
    assertThat(result.failures().get("a").message()).contains("9.0").contains("1.x");
  }

  @Test
  void aRequestThatBecameADeadLetterFailsItsAttempt() throws Exception {
    FlowHandle handle =
        engine.submit(linear("f", task("a", "t").notRevertible()).build(), Map.of());
    send(topology.deadExchange(), "tasks.default", codec.encode(request()));
    FlowResult result = handle.join(LIMIT);
    assertThat(result.status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(result.failures().get("a").code()).isEqualTo(FailureCode.POISON_REQUEST);
  }

  @Test
  void aDeadLetterThatCanNotBeReadIsCounted() {
    send(topology.deadExchange(), "tasks.default", new byte[] {1, 2, 3});
    awaitUnreadable(1);
  }

  @Test
  void aMessageThatDoesNotBelongIntoAnInboxIsCounted() throws Exception {
    engine.submit(linear("f", task("a", "t")).build(), Map.of());
    TaskRequest request = request();
    send(topology.inboxExchange(), request.replyTo(), codec.encode(request));
    awaitUnreadable(1);
  }
}
