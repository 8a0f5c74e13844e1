package io.taskflow.examples.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.events.Subscriber;
import io.taskflow.engine.journal.FlowQuery;
import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.runtime.FlowInspection;
import io.taskflow.engine.runtime.FlowInspection.TaskInspection;
import io.taskflow.examples.host.EngineHost;
import io.taskflow.examples.host.JavaProcess;
import io.taskflow.examples.host.WorkerProcess;
import io.taskflow.examples.maintenance.fleet.Fleet;
import io.taskflow.examples.maintenance.fleet.FleetState;
import io.taskflow.examples.maintenance.fleet.Host;
import io.taskflow.examples.maintenance.tasks.MaintenanceTasks;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A controller is killed in the middle of a job, and the next version of it takes over: real
 * processes, a real broker, and a second controller that has no class of the first.
 */
@RequiresRabbit
class ControllerUpgradeTest {

  private static final String FIRST = "io.taskflow.examples.maintenance.v1.Controller";
  private static final String SECOND = "io.taskflow.examples.maintenance.v2.Controller";
  private static final String CLASS_PATH = System.getProperty("java.class.path");
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int HOSTS = 3;

  private final RabbitBroker broker;
  private final List<JavaProcess> processes = new ArrayList<>();
  @TempDir private Path temp;
  private Fleet fleet;
  private FleetState before;

  ControllerUpgradeTest(RabbitBroker broker) {
    this.broker = broker;
  }

  @BeforeEach
  void start() throws IOException {
    fleet = Fleet.openOrCreate(temp.resolve("fleet"), HOSTS, "1.0");
    before = fleet.state();
    processes.add(
        new WorkerProcess(
                "worker", broker.uri(), MaintenanceTasks.TOPIC, CLASS_PATH, List.of(), List.of())
            .start(temp));
  }

  @AfterEach
  void stop() {
    processes.reversed().forEach(JavaProcess::close);
  }

  @Test
  void endsAJobAsTheFirstControllerDefinedItAndDoesTheNextOneByItsOwnDefinition() throws Exception {
    killFirstControllerAtSecondHost("2.0", "");

    JavaProcess second = secondController("--upgrade-to", "3.0");

    assertThat(second.endsWithin(LIMIT)).as(second.output()).isTrue();
    assertThat(second.await()).as(second.output()).isZero();
    assertThat(second.output())
        .containsSubsequence(
            "Upgrade to 2.0 goes on, as controller 1 defined it",
            "Upgrade to 2.0 ended SUCCESS",
            "Upgrade to 3.0 begins, as controller 2 defines it",
            "Upgrade to 3.0 ended SUCCESS");
    List<String> expected = new ArrayList<>();
    expected.addAll(everyHost("drain %s 1", "upgrade %s 1", "return %s 0"));
    expected.addAll(
        everyHost("mute %s 0", "drain %s 1", "upgrade %s 1", "return %s 0", "unmute %s 0"));
    assertThat(fleet.log()).isEqualTo(expected);
    assertThat(fleet.state().hosts()).allMatch(h -> h.version().equals("3.0") && h.inService());

    List<FlowInspection> jobs = jobs();
    assertThat(jobs).hasSize(2);
    assertThat(taskNames(jobs.getFirst()))
        .isEqualTo(everyHost("drain %s", "upgrade %s", "verify %s", "return %s"));
    assertThat(taskNames(jobs.getLast()))
        .isEqualTo(
            everyHost("mute %s", "drain %s", "upgrade %s", "verify %s", "return %s", "unmute %s"));
    assertThat(jobs).flatMap(FlowInspection::tasks).allMatch(t -> t.status() == AtomStatus.SUCCESS);
  }

  @Test
  void putsAllHostsBackWhenOneOfTheFirstControllersJobTurnsOutToBeFaulty() throws Exception {
    killFirstControllerAtSecondHost("2.0", "host-3");

    JavaProcess second = secondController();

    assertThat(second.endsWithin(LIMIT)).as(second.output()).isTrue();
    assertThat(second.await()).as(second.output()).isEqualTo(1);
    assertThat(second.output())
        .contains("Upgrade to 2.0 ended REVERTED")
        .contains("verify host-3: host 'host-3' doesn't work with version 2.0");
    List<String> expected = new ArrayList<>();
    expected.addAll(everyHost("drain %s 1", "upgrade %s 1", "return %s 0"));
    expected.removeLast(); // host-3 was not verified
    expected.addAll(List.of("downgrade host-3 1", "return host-3 0"));
    expected.addAll(List.of("drain host-2 1", "downgrade host-2 1", "return host-2 0"));
    expected.addAll(List.of("drain host-1 1", "downgrade host-1 1", "return host-1 0"));
    assertThat(fleet.log()).isEqualTo(expected);
    assertThat(fleet.state()).isEqualTo(before);
    assertThat(jobs())
        .singleElement()
        .extracting(job -> job.flow().status())
        .isEqualTo(FlowStatus.REVERTED);
  }

  /** When this returns no controller runs, and the job is half done. */
  private void killFirstControllerAtSecondHost(String version, String faultyHost) throws Exception {
    CountDownLatch upgrading = new CountDownLatch(1);
    try (Transport transport =
            AmqpTransport.connect(AmqpSettings.builder().uri(broker.uri()).build());
        Subscriber subscriber =
            Subscriber.live(
                transport,
                Topology.defaults(),
                List.of("#"),
                told -> {
                  if ("upgrade host-2".equals(told.task())) {
                    upgrading.countDown();
                  }
                })) {
      assertThat(subscriber.dropped()).isZero();
      JavaProcess first =
          controller(
              "controller-1",
              CLASS_PATH,
              FIRST,
              List.of("--upgrade-to", version, "--faulty-host", faultyHost));
      await("the upgrade of the second host")
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(10))
          .until(
              () -> {
                assertThat(first.running()).as(first.output()).isTrue();
                return upgrading.getCount() == 0;
              });
      first.killHard();
    }
    // What the worker had in hand is done all the same, and its answer waits at the broker.
    await("the request that had been sent")
        .atMost(LIMIT)
        .until(() -> fleet.log().contains("upgrade host-2 1"));
    List<String> whole = everyHost("drain %s 1", "upgrade %s 1", "return %s 0");
    List<String> done = fleet.log();
    assertThat(done).hasSizeLessThan(whole.size()).isEqualTo(whole.subList(0, done.size()));
  }

  private JavaProcess secondController(String... arguments) throws Exception {
    String classPath =
        ClassPathWithout.folder(
            Path.of("io/taskflow/examples/maintenance/v1"), temp.resolve("classes-2"));
    JavaProcess firstOnThatPath = controller("no-controller-1", classPath, FIRST, List.of());
    assertThat(firstOnThatPath.await()).isNotZero();
    assertThat(firstOnThatPath.output()).contains("ClassNotFoundException");
    return controller("controller-2", classPath, SECOND, List.of(arguments));
  }

  private JavaProcess controller(
      String name, String classPath, String mainClass, List<String> arguments) throws IOException {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("--fleet", fleet.directory().toString(), "--upgrade-millis", "700"));
    all.addAll(List.of("--journal", temp.resolve("journal.db").toString()));
    all.addAll(List.of("--broker", broker.uri().toString()));
    all.addAll(arguments);
    JavaProcess process = JavaProcess.start(name, temp, classPath, List.of(), mainClass, all);
    processes.add(process);
    return process;
  }

  /** All jobs in the journal, oldest first. */
  private List<FlowInspection> jobs() {
    try (EngineHost host = EngineHost.local(temp.resolve("journal.db"))) {
      return host.engine().flows(FlowQuery.newest(10)).reversed().stream()
          .map(FlowRow::id)
          .map(id -> host.engine().find(id).orElseThrow().inspect())
          .toList();
    }
  }

  private static List<String> taskNames(FlowInspection job) {
    return job.tasks().stream().map(TaskInspection::name).toList();
  }

  private List<String> everyHost(String... steps) {
    return before.hosts().stream()
        .map(Host::name)
        .flatMap(host -> Stream.of(steps).map(step -> step.formatted(host)))
        .toList();
  }
}
