package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.events.Notification;
import io.taskflow.engine.events.Subscriber;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Signal;
import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.Transport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the engine tells others arrives, and can't hurt the engine. */
class AnnouncingTest {

  private static final Flow FLOW = linear("f", task("a", "t")).build();

  private final EngineRig rig = new EngineRig(new InMemoryBroker(10));

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  @Test
  void detailsAsDeepAsAMessageMayCarryThemDontStopThePartition() throws Exception {
    List<Notification> heard = new CopyOnWriteArrayList<>();
    try (Subscriber subscriber =
        Subscriber.live(rig.connect("subscriber"), rig.topology, List.of("task.#"), heard::add)) {
      Engine engine = rig.owner("a", rig.journal);
      FlowHandle handle = engine.submit(FLOW, Map.of());
      TaskRequest request = rig.worker.request();
      String deep = "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH);
      rig.worker.reply(
          request,
          new TaskReply.Progressed(
              request.attempt(), "played", Instant.now(), 1, 0.5, Json.parse(deep)));
      rig.worker.succeed(request, Json.NULL);
      assertThat(handle.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
      await().atMost(EngineRig.LIMIT).until(() -> heard.size() == 3);
      assertThat(heard.get(1).data().text()).contains("\"progress\":0.5").doesNotContain("[[");
      assertThat(subscriber.dropped()).isZero();
      assertThat(rig.count(EngineMetrics.ENGINE_FAULTS)).isZero();
    }
  }

  @Test
  void notificationsThatTheBrokerRefusesAtFirstAreSentAgain() throws Exception {
    Transport transport = rig.connect("subscriber");
    List<Notification> heard = new CopyOnWriteArrayList<>();
    Subscriber.durable(transport, rig.topology, "audit", List.of("#"), heard::add).close();
    Engine engine = rig.owner("a", rig.journal);
    for (int i = 0; i < 5; i++) {
      FlowHandle handle = engine.submit(FLOW, Map.of());
      rig.worker.succeed(rig.worker.request(), Json.NULL);
      handle.join(EngineRig.LIMIT);
    }
    assertThat(rig.broker.queueLength(rig.topology.namespace() + ".subscription.audit"))
        .as("the queue is full")
        .isEqualTo(10);
    try (Subscriber subscriber =
        Subscriber.durable(transport, rig.topology, "audit", List.of("#"), heard::add)) {
      await().atMost(EngineRig.LIMIT).until(() -> heard.size() == 5 * 5);
      assertThat(heard)
          .extracting(Notification::sequence)
          .containsExactlyInAnyOrderElementsOf(
              LongStream.range(0, 25).mapToObj(i -> i % 5 + 1).toList());
      assertThat(subscriber.dropped()).isZero();
    }
  }

  @Test
  void aSignalThatBecameADeadLetterGoesBackToItsInbox() throws Exception {
    Engine engine = rig.owner("a", rig.journal);
    FlowHandle handle = engine.submit(FLOW, Map.of());
    TaskRequest request = rig.worker.request();
    rig.worker.send(
        rig.topology.deadExchange(), "inbox.0", new Signal.Suspend(handle.id(), "somebody"));
    await().atMost(EngineRig.LIMIT).until(() -> handle.status() == FlowStatus.SUSPENDING);
    rig.worker.succeed(request, Json.NULL);
    handle.join(EngineRig.LIMIT);
  }
}
