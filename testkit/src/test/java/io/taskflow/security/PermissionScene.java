package io.taskflow.security;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.events.Subscriber;
import io.taskflow.engine.journal.InMemoryJournal;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.runtime.Engine;
import io.taskflow.engine.runtime.FlowHandle;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.ControlMessage.WorkerState;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.OnWorkerLoss;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.json.MessageCodec;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.worker.PatientPublisher;
import io.taskflow.worker.TaskRegistry;
import io.taskflow.worker.Worker;
import io.taskflow.worker.WorkerStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;

/** An engine, a worker and a subscriber, each as a user of its own, and all that they do. */
final class PermissionScene implements AutoCloseable {

  static final String TOPIC = "t";
  static final String ADMINISTRATOR = "guest";
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Topology topology;
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<AutoCloseable> lastFirst = new ArrayList<>();
  private final PatientPublisher publisher;
  private final Engine engine;
  private final Worker worker;

  private final BooleanSupplier over;

  PermissionScene(
      RabbitBroker broker,
      Topology topology,
      boolean engineDeclaresTheTopic,
      String engineUser,
      String workerUser,
      String subscriberUser) {
    this(
        broker,
        topology,
        engineDeclaresTheTopic,
        engineUser,
        workerUser,
        subscriberUser,
        () -> false);
  }

  /**
   * @param over whether there is nothing more to wait for
   */
  PermissionScene(
      RabbitBroker broker,
      Topology topology,
      boolean engineDeclaresTheTopic,
      String engineUser,
      String workerUser,
      String subscriberUser,
      BooleanSupplier over) {
    this.topology = topology;
    this.over = over;
    boolean complete = false;
    try {
      publisher = opened(new PatientPublisher(opened(connect(broker, ADMINISTRATOR)), "test"));
      engine =
          opened(
              Engine.builder()
                  .transport(opened(connect(broker, engineUser)))
                  .topology(topology)
                  .journal(new InMemoryJournal(1))
                  .name("engine-of-test")
                  .topics(engineDeclaresTheTopic ? new String[] {TOPIC} : new String[0])
                  .start());
      await()
          .atMost(PATIENCE)
          .until(() -> engine.health().partitions().size() == 1 || over.getAsBoolean());
      worker = opened(worker(opened(connect(broker, workerUser)), topology, gate));
      Transport link = opened(connect(broker, subscriberUser));
      opened(Subscriber.live(link, topology, List.of("#"), n -> heard.add(n.toString())));
      opened(Subscriber.durable(link, topology, "s", List.of("#"), n -> {}));
      complete = true;
    } finally {
      if (!complete) {
        close();
      }
    }
  }

  void play() throws Exception {
    for (Step step : steps()) {
      step.play();
    }
  }

  List<Step> steps() {
    return List.of(this::runAFlow, this::revertAFlow, this::putDeadLetters, this::handRequestsBack);
  }

  private void runAFlow() throws Exception {
    FlowHandle flow = engine.submit(linear("f", task("a", "one").topic(TOPIC)).build(), Map.of());
    assertEnds(flow, FlowStatus.SUCCESS);
  }

  /** Cancels an attempt that runs. */
  private void revertAFlow() throws Exception {
    FlowHandle flow = engine.submit(linear("f", task("a", "waits").topic(TOPIC)).build(), Map.of());
    awaitThat(() -> worker.status().used() > 0);
    flow.revert("test");
    assertEnds(flow, FlowStatus.REVERTED);
  }

  private void assertEnds(FlowHandle flow, FlowStatus status) throws Exception {
    awaitThat(() -> flow.status() == status);
  }

  private void awaitThat(BooleanSupplier condition) {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> condition.getAsBoolean() || over.getAsBoolean());
  }

  /** A request that the worker can't read, and a dead one that the engine has to answer. */
  private void putDeadLetters() {
    publish(topology.tasksExchange(), TOPIC, "}{".getBytes(StandardCharsets.UTF_8));
    publish(topology.deadExchange(), "tasks." + TOPIC, request("dead"));
  }

  /** Requests that must not run twice, of which the worker begins only one. */
  private void handRequestsBack() throws Exception {
    for (int i = 0; i < 3; i++) {
      publish(topology.tasksExchange(), TOPIC, request("r" + i));
    }
    awaitThat(() -> worker.status().waiting() > 0);
    // A worker that has stopped would not hear that its dead letter is refused.
    awaitThat(() -> worker.status().unconfirmed() == 0);
    Thread.startVirtualThread(new FutureTask<>(() -> worker.drain(PATIENCE)));
    awaitThat(
        () -> {
          WorkerStatus status = worker.status();
          return status.state() != WorkerState.RUNNING
              && status.waiting() == 0
              && status.unconfirmed() == 0;
        });
    gate.countDown();
  }

  private byte[] request(String token) {
    return new MessageCodec()
        .encode(
            new TaskRequest(
                new AttemptRef(new FlowId("no-flow"), "a", Action.EXECUTE, new AttemptToken(token)),
                "f",
                "waits",
                "1.0",
                1,
                1,
                "0",
                new TreeMap<>(),
                null,
                null,
                null,
                null,
                OnWorkerLoss.FAIL,
                null));
  }

  /** The worker is to find messages in the order in which they are published. */
  private void publish(String exchange, String key, byte[] body) {
    publisher.publishConfirmed(
        new OutgoingMessage(
            exchange,
            key,
            body,
            "task-request",
            "",
            null,
            "application/json",
            true,
            false,
            null,
            Map.of()));
  }

  private <T extends AutoCloseable> T opened(T resource) {
    lastFirst.addFirst(resource);
    return resource;
  }

  @Override
  public void close() {
    gate.countDown();
    for (AutoCloseable resource : lastFirst) {
      try {
        resource.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** What reached the subscriber. */
  String heard() {
    return heard.toString();
  }

  /** One thing that participants do. */
  interface Step {
    void play() throws Exception;
  }

  static Worker worker(Transport link, Topology topology, CountDownLatch gate) {
    return Worker.builder()
        .transport(link)
        .topology(topology)
        .topic(TOPIC)
        .slots(1)
        .prefetch(3)
        .tasks(
            TaskRegistry.builder()
                .addShared("one", context -> 1)
                .addShared(
                    "waits",
                    context -> {
                      gate.await();
                      return 1;
                    })
                .build())
        .start();
  }

  static AmqpTransport connect(RabbitBroker broker, String user) {
    AmqpSettings.Builder settings = AmqpSettings.builder().uri(broker.uri()).connectionName(user);
    if (!user.equals(ADMINISTRATOR)) {
      settings.user(user).password(user);
    }
    return AmqpTransport.connect(settings.build());
  }
}
