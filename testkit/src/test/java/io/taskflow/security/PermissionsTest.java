package io.taskflow.security;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
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
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.protocol.transport.TransportException;
import io.taskflow.security.Grant.Narrowed;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;
import io.taskflow.worker.TaskRegistry;
import io.taskflow.worker.Worker;
import io.taskflow.worker.WorkerStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/**
 * The permissions of {@code deploy/rabbitmq/users.sh} on a real broker: a flow runs with exactly
 * these, and without any one of them the broker refuses something.
 */
@RequiresRabbit
class PermissionsTest {

  private static final Path ROOT = Path.of(System.getProperty("taskflow.project.root", ".."));
  private static final String TOPIC = "t";
  private static final String ADMINISTRATOR = "guest";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** More would only wait for each other. */
  private static final int AT_ONCE = 6;

  private static final AtomicInteger NAMESPACES = new AtomicInteger();

  private final RabbitBroker broker;

  PermissionsTest(RabbitBroker broker) {
    this.broker = broker;
  }

  @Test
  void flowsRunWithExactlyThesePermissions() throws Exception {
    for (String role : List.of("topic-worker", "worker")) {
      Topology topology = namespace();
      addUsers(
          Map.of(
              topology.namespace() + "-engine", grant("engine", topology),
              topology.namespace() + "-worker", grant(role, topology),
              topology.namespace() + "-subscriber", grant("subscriber", topology)));
      try (CapturedLog log = new CapturedLog("io.taskflow", Level.INFO);
          Scene scene =
              new Scene(
                  topology,
                  role.equals("topic-worker"),
                  topology.namespace() + "-engine",
                  topology.namespace() + "-worker",
                  topology.namespace() + "-subscriber")) {
        scene.play();
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(scene.heard.toString()).contains("state=reverted"));
        assertThat(log.text()).doesNotContain("refused for user");
      }
    }
  }

  @Test
  void withoutAnyOneOfThemTheBrokerRefusesSomething() throws Exception {
    List<Case> cases = new ArrayList<>();
    for (String role : List.of("engine", "worker", "topic-worker", "subscriber")) {
      int items = grant(role, namespace()).narrowed().size();
      for (int i = 0; i < items; i++) {
        Topology topology = namespace();
        cases.add(
            new Case(
                role, topology, grant(role, topology).narrowed().get(i), topology.namespace()));
      }
    }
    Map<String, Grant> users = new TreeMap<>();
    cases.forEach(one -> users.put(one.user(), one.narrowed().grant()));
    addUsers(users);

    List<String> notNeeded = new ArrayList<>();
    try (CapturedLog log = new CapturedLog("io.taskflow", Level.INFO);
        ExecutorService executor = Executors.newFixedThreadPool(AT_ONCE)) {
      Map<Case, Future<Boolean>> refused = new java.util.LinkedHashMap<>();
      cases.forEach(one -> refused.put(one, executor.submit(() -> refused(one, log))));
      for (Map.Entry<Case, Future<Boolean>> each : refused.entrySet()) {
        if (!each.getValue().get()) {
          notNeeded.add(each.getKey().role() + ": " + each.getKey().narrowed().lacks());
        }
      }
    }
    assertThat(notNeeded).as("permissions that nobody misses").isEmpty();
    assertThat(cases).hasSizeGreaterThan(40);
  }

  @Test
  void aWorkerSaysWhatIsMissingIfNobodyHasDeclaredItsQueue() throws Exception {
    Topology topology = namespace();
    addUsers(Map.of(topology.namespace(), grant("topic-worker", topology)));
    try (Transport administrator = connect(ADMINISTRATOR);
        Transport link = connect(topology.namespace())) {
      administrator.declare(topology.base());

      assertThatThrownBy(() -> worker(link, topology, new CountDownLatch(0)))
          .isInstanceOf(TransportException.class)
          .hasMessageStartingWith("queue '%s' was to be".formatted(topology.tasksQueue(TOPIC)))
          .hasMessageContaining("refused for user '%s'".formatted(topology.namespace()))
          .hasMessageContaining("or let another user declare it");
    }
  }

  /** A participant of a role that lacks something, in a namespace of its own. */
  private record Case(String role, Topology topology, Narrowed narrowed, String user) {}

  /** Plays everything that a participant does, and tells whether the broker refused part of it. */
  private boolean refused(Case one, CapturedLog log) {
    String engine = one.role().equals("engine") ? one.user() : ADMINISTRATOR;
    String worker = one.role().endsWith("worker") ? one.user() : ADMINISTRATOR;
    String subscriber = one.role().equals("subscriber") ? one.user() : ADMINISTRATOR;
    String refusal = "refused for user '" + one.user() + "'";
    try (Scene scene =
        new Scene(one.topology(), !one.role().equals("worker"), engine, worker, subscriber)) {
      scene.over = () -> log.text().contains(refusal);
      for (Step step : scene.steps()) {
        playAsFarAsItGoes(step);
        if (scene.over.getAsBoolean()) {
          return true;
        }
      }
      await().atMost(PATIENCE).until(() -> log.text().contains(refusal));
      return true;
    } catch (TransportException e) {
      return e.getMessage().contains(refusal);
    } catch (ConditionTimeoutException e) {
      return log.text().contains(refusal);
    } catch (Exception e) {
      throw new IllegalStateException(one.role() + " without " + one.narrowed().lacks(), e);
    }
  }

  /** What is refused may keep the rest of a step from happening; the next one is played then. */
  private static void playAsFarAsItGoes(Step step) throws Exception {
    try {
      step.play();
    } catch (ConditionTimeoutException e) {
      assertThat(e).as("nothing but a wait for what did not come").isNotNull();
    }
  }

  private interface Step {
    void play() throws Exception;
  }

  /** An engine, a worker and a subscriber, each as a user of its own, and all that they do. */
  private final class Scene implements AutoCloseable {

    private final Topology topology;
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<AutoCloseable> lastFirst = new ArrayList<>();
    private final Transport administrator;
    private final Engine engine;
    private final Worker worker;

    /** Whether there is nothing more to wait for. */
    private volatile BooleanSupplier over = () -> false;

    Scene(
        Topology topology,
        boolean engineDeclaresTheTopic,
        String engineUser,
        String workerUser,
        String subscriberUser) {
      this.topology = topology;
      boolean complete = false;
      try {
        administrator = opened(connect(ADMINISTRATOR));
        engine =
            opened(
                Engine.builder()
                    .transport(opened(connect(engineUser)))
                    .topology(topology)
                    .journal(new InMemoryJournal(1))
                    .name("engine-of-test")
                    .topics(engineDeclaresTheTopic ? new String[] {TOPIC} : new String[0])
                    .start());
        await().atMost(PATIENCE).until(() -> engine.health().partitions().size() == 1);
        worker = opened(worker(opened(connect(workerUser)), topology, gate));
        Transport link = opened(connect(subscriberUser));
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
      return List.of(
          this::runAFlow, this::revertAFlow, this::putDeadLetters, this::handRequestsBack);
    }

    private void runAFlow() throws Exception {
      FlowHandle flow = engine.submit(linear("f", task("a", "one").topic(TOPIC)).build(), Map.of());
      assertEnds(flow, FlowStatus.SUCCESS);
    }

    /** Cancels an attempt that runs. */
    private void revertAFlow() throws Exception {
      FlowHandle flow =
          engine.submit(linear("f", task("a", "waits").topic(TOPIC)).build(), Map.of());
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
                  new AttemptRef(
                      new FlowId("no-flow"), "a", Action.EXECUTE, new AttemptToken(token)),
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

    private void publish(String exchange, String key, byte[] body) {
      administrator
          .publisher("test")
          .publish(
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
                  Map.of()),
              outcome -> {});
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
  }

  private static Worker worker(Transport link, Topology topology, CountDownLatch gate) {
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

  private AmqpTransport connect(String user) {
    AmqpSettings.Builder settings = AmqpSettings.builder().uri(broker.uri()).connectionName(user);
    if (!user.equals(ADMINISTRATOR)) {
      settings.user(user).password(user);
    }
    return AmqpTransport.connect(settings.build());
  }

  private static Topology namespace() {
    return new Topology("n" + NAMESPACES.incrementAndGet(), QueueKind.CLASSIC, 20);
  }

  private Grant grant(String role, Topology topology) throws Exception {
    List<String> options =
        new ArrayList<>(
            List.of("user", "--vhost", broker.virtualHost(), "--namespace", topology.namespace()));
    if (role.equals("topic-worker")) {
      options.addAll(List.of("--topic", TOPIC));
    }
    return Grant.of(ROOT, role, options.toArray(String[]::new));
  }

  private void addUsers(Map<String, Grant> users) {
    StringBuilder all = new StringBuilder();
    users.forEach((user, grant) -> all.append(grant.expression(user)));
    broker.eval(all + "ok.");
  }
}
