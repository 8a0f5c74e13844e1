package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.events.Notification;
import io.taskflow.engine.events.Subscriber;
import io.taskflow.engine.journal.InMemoryJournal;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;
import io.taskflow.worker.PatientPublisher;
import io.taskflow.worker.Worker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Who may hear of flows, but not ask workers for anything, by the permissions of the broker. */
@RequiresRabbit
class ForeignRequestTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String PASSWORD = "not a secret";

  private final RabbitBroker rabbit;
  private final TestTasks tasks = new TestTasks();

  ForeignRequestTest(RabbitBroker rabbit) {
    this.rabbit = rabbit;
  }

  @Test
  void w24WhoMayOnlyHearOfFlowsCanNotAskWorkersToRunTasks() throws Exception {
    Installation installation = Installation.rabbit(rabbit, () -> new InMemoryJournal(4));
    Topology topology = installation.topology();
    List<Notification> heard = new CopyOnWriteArrayList<>();
    try (Transport forEngine = installation.connect().apply("engine");
        Engine engine =
            Engine.builder()
                .transport(forEngine)
                .topology(topology)
                .journal(installation.openJournal().get())
                .start();
        Transport forWorker = installation.connect().apply("worker");
        Worker worker =
            Worker.builder()
                .transport(forWorker)
                .topology(topology)
                .topic("default")
                .tasks(tasks.registry())
                .start()) {
      await().atMost(LIMIT).until(() -> engine.workers().size() == 1);
      try (Transport foreign = connectAsSubscriber(topology);
          Subscriber subscriber = Subscriber.live(foreign, topology, List.of("#"), heard::add)) {
        FlowHandle handle = engine.submit(linear("f", task("a", "logged")).build(), Map.of());
        assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
        await().atMost(LIMIT).until(() -> !heard.isEmpty());

        assertThat(publishRequest(foreign, topology)).isNotEqualTo(PublishOutcome.CONFIRMED);
        assertThat(subscriber.dropped()).isZero();
      }
      assertThat(rabbit.queueDepth(topology.tasksQueue("default"))).isZero();
      assertThat(tasks.log).containsExactly("+a");
      assertThat(worker.status().used()).isZero();
    }
  }

  /** A user that may only make queues of subscribers and bind them to the events. */
  private Transport connectAsSubscriber(Topology topology) {
    String user = "subscriber-" + UUID.randomUUID();
    String own = "^" + topology.namespace() + "\\.subscri.*";
    rabbit.ctl("add_user", user, PASSWORD);
    rabbit.ctl(
        "set_permissions",
        "-p",
        rabbit.virtualHost(),
        user,
        own,
        own,
        own + "|^" + topology.eventsExchange() + "$");
    return AmqpTransport.connect(
        AmqpSettings.builder().uri(rabbit.uri()).user(user).password(PASSWORD).build());
  }

  private static PublishOutcome publishRequest(Transport foreign, Topology topology) {
    try (PatientPublisher publisher = new PatientPublisher(foreign, "foreign")) {
      return publisher.publish(
          new OutgoingMessage(
              topology.tasksExchange(),
              "default",
              ("{\"action\":\"" + Action.EXECUTE + "\"}").getBytes(StandardCharsets.UTF_8),
              "task-request",
              "1",
              null,
              "application/json",
              true,
              true,
              null,
              Map.of()));
    }
  }
}
