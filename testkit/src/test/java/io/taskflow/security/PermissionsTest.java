package io.taskflow.security;

import static io.taskflow.security.PermissionScene.ADMINISTRATOR;
import static io.taskflow.security.PermissionScene.PATIENCE;
import static io.taskflow.security.PermissionScene.TOPIC;
import static io.taskflow.security.PermissionScene.connect;
import static io.taskflow.security.PermissionScene.worker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.protocol.transport.TransportException;
import io.taskflow.security.Grant.Narrowed;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
          PermissionScene scene =
              new PermissionScene(
                  broker,
                  topology,
                  role.equals("topic-worker"),
                  topology.namespace() + "-engine",
                  topology.namespace() + "-worker",
                  topology.namespace() + "-subscriber")) {
        scene.play();
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(scene.heard()).contains("state=reverted"));
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
    try (Transport administrator = connect(broker, ADMINISTRATOR);
        Transport link = connect(broker, topology.namespace())) {
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
    BooleanSupplier over = () -> log.text().contains(refusal);
    try (PermissionScene scene =
        new PermissionScene(
            broker,
            one.topology(),
            !one.role().equals("worker"),
            engine,
            worker,
            subscriber,
            over)) {
      for (PermissionScene.Step step : scene.steps()) {
        playAsFarAsItGoes(step);
        if (over.getAsBoolean()) {
          return true;
        }
      }
      await().atMost(PATIENCE).until(over::getAsBoolean);
      return true;
    } catch (TransportException e) {
      return e.getMessage().contains(refusal);
    } catch (ConditionTimeoutException e) {
      return over.getAsBoolean();
    } catch (Exception e) {
      throw new IllegalStateException(one.role() + " without " + one.narrowed().lacks(), e);
    }
  }

  /** What is refused may keep the rest of a step from happening; the next one is played then. */
  private static void playAsFarAsItGoes(PermissionScene.Step step) throws Exception {
    try {
      step.play();
    } catch (ConditionTimeoutException e) {
      assertThat(e).as("nothing but a wait for what did not come").isNotNull();
    }
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
