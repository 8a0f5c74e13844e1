package io.taskflow.security;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskflow.engine.journal.InMemoryJournal;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.engine.runtime.FlowResult;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.security.KeyRing;
import io.taskflow.protocol.security.MessageSecurity;
import io.taskflow.protocol.security.PayloadKeys;
import io.taskflow.protocol.transport.Declaration.Binding;
import io.taskflow.protocol.transport.Declaration.Queue;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;
import io.taskflow.worker.TaskRegistry;
import io.taskflow.worker.Worker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Signed and encrypted messages on their way through a real broker. */
@RequiresRabbit
class SecuredFlowOnRabbitTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String SECRET = "4711-is-the-number";
  private static final Keys ENGINE = Keys.named("engine-1");
  private static final Keys WORKER = Keys.named("worker-1");
  private static final KeyRing RING =
      KeyRing.of(List.of(ENGINE.engine(), WORKER.worker("default", "")));
  private static final PayloadKeys PAYLOAD = PayloadKeys.of("k1", Map.of("k1", new byte[32]));

  private final Topology topology =
      Topology.defaults().withNamespace("s" + UUID.randomUUID().toString().substring(0, 8));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final RabbitBroker rabbit;

  SecuredFlowOnRabbitTest(RabbitBroker rabbit) {
    this.rabbit = rabbit;
  }

  private AmqpTransport connect(String name) {
    return AmqpTransport.connect(
        AmqpSettings.builder().uri(rabbit.uri()).connectionName(name).build());
  }

  private static MessageSecurity security(Keys keys) {
    return MessageSecurity.NONE.signingWith(keys.signing()).believing(RING);
  }

  @Test
  void aFlowRunsAndIsRevertedAndTheBrokerSeesNoValueAndNoMessageWithoutSignature()
      throws Exception {
    List<Delivery> seen = new CopyOnWriteArrayList<>();
    try (Transport spy = connect("spy");
        Transport forEngine = connect("engine");
        Transport forWorker = connect("worker");
        Engine engine =
            Engine.builder()
                .transport(forEngine)
                .topology(topology)
                .journal(new InMemoryJournal(1))
                .security(security(ENGINE))
                .payloadKeys(PAYLOAD)
                .meterRegistry(meters)
                .start();
        Worker worker =
            Worker.builder()
                .transport(forWorker)
                .topology(topology)
                .topic("default")
                .security(security(WORKER))
                .payloadKeys(PAYLOAD)
                .meterRegistry(meters)
                .tasks(
                    TaskRegistry.builder()
                        .addShared("tells", context -> context.argument("x", String.class))
                        .addShared(
                            "fails",
                            context -> {
                              throw new IllegalStateException("as the test wants");
                            })
                        .build())
                .start()) {
      assertThat(worker.status().ready()).isTrue();
      listen(spy, seen);
      FlowResult result =
          engine
              .submit(
                  linear("f", task("a", "tells").requires("x").provides("y")).build(),
                  Map.of("x", SECRET))
              .join(LIMIT);
      assertThat(result.status()).isEqualTo(FlowStatus.SUCCESS);
      assertThat(result.values()).containsEntry("y", Json.of(SECRET));
      FlowResult reverted =
          engine
              .submit(
                  linear("g", task("a", "tells").requires("x"), task("b", "fails")).build(),
                  Map.of("x", SECRET))
              .join(LIMIT);
      assertThat(reverted.status()).isEqualTo(FlowStatus.REVERTED);
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(seen)
                      .extracting(Delivery::type)
                      .contains("task-request", "task-succeeded", "task-failed"));
    }
    assertThat(seen)
        .allSatisfy(
            message -> {
              assertThat(message.headers()).containsKey("taskflow-signature");
              assertThat(new String(message.body(), StandardCharsets.UTF_8)).doesNotContain(SECRET);
            });
    assertThat(meters.find(EngineMetrics.MESSAGE_REFUSED).counters())
        .allMatch(counter -> counter.count() == 0);
  }

  /** Hears the requests and the answers. */
  private void listen(Transport spy, List<Delivery> seen) {
    Queue queue =
        new Queue(
            topology.tasksExchange() + ".spy",
            QueueKind.EXCLUSIVE,
            List.of(
                new Binding(topology.tasksExchange(), "default"),
                new Binding(topology.inboxExchange(), topology.inboxKey(0))),
            null,
            null);
    spy.declare(List.of(queue));
    spy.consume(
        queue.name(),
        100,
        delivery -> {
          seen.add(delivery);
          delivery.ack();
        });
  }
}
