package io.taskflow.security;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskflow.engine.journal.InMemoryJournal;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.protocol.security.KeyRing;
import io.taskflow.protocol.security.MessageSecurity;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.worker.TaskRegistry;
import io.taskflow.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two topics whose workers have a key each, and an engine that believes both. */
abstract class SignedRig {

  static final Duration LIMIT = Duration.ofSeconds(60);
  static final Keys ENGINE = Keys.named("engine-1");
  static final Keys LEFT = Keys.named("left-1");
  static final Keys RIGHT = Keys.named("right-1");
  static final KeyRing RING =
      KeyRing.of(
          List.of(ENGINE.engine(), LEFT.worker("left", "left-"), RIGHT.worker("right", "right-")));

  final Topology topology = Topology.defaults();
  final InMemoryBroker broker = new InMemoryBroker();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final List<OutgoingMessage> seen = new CopyOnWriteArrayList<>();
  final CountDownLatch gate = new CountDownLatch(1);
  final AtomicInteger runs = new AtomicInteger();
  Transport transport;
  Engine engine;
  Worker left;
  Worker right;

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

  void awaitRefused(int count, String reason) {
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

  double refused() {
    return counted(EngineMetrics.MESSAGE_REFUSED);
  }

  double counted(String meter) {
    return meters.find(meter).counters().stream().mapToDouble(counter -> counter.count()).sum();
  }

  static MessageSecurity security(Keys keys, KeyRing ring) {
    return MessageSecurity.NONE.signingWith(keys.signing()).believing(ring);
  }

  Engine engine(MessageSecurity security) {
    return Engine.builder()
        .transport(broker.connect("engine"))
        .journal(new InMemoryJournal(1))
        .security(security)
        .topics("left", "right")
        .flow("child", linear("child", task("a", "waits").topic("left").provides("said")).build())
        .meterRegistry(meters)
        .start();
  }

  Worker worker(String topic, MessageSecurity security) {
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
