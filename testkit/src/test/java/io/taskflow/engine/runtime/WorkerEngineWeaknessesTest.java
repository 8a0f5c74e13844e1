package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.journal.InMemoryJournal;
import io.taskflow.engine.machine.FlowOptions;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.flow.Flow;
import io.taskflow.flow.json.FlowJson;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.worker.TaskDefinition;
import io.taskflow.worker.TaskRegistry;
import io.taskflow.worker.Worker;
import io.taskflow.worker.WorkerBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Weaknesses of TaskFlow's worker engine that have nothing to do with the broker's behaviour.
 * {@link io.taskflow.docs.WeaknessesTest} finds the tests of the others.
 */
class WorkerEngineWeaknessesTest {

  private static final Duration PLACEMENT = FlowOptions.DEFAULTS.placementLimit();
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Topology TOPOLOGY = Topology.defaults();

  private final InMemoryBroker broker = new InMemoryBroker();
  private final TestTasks tasks = new TestTasks();
  private final AtomicInteger controlMessages = new AtomicInteger();
  private final List<AutoCloseable> open = new ArrayList<>();
  private Engine engine;

  @BeforeEach
  void startEngine() {
    broker.observe(
        message -> {
          if (message.exchange().equals(TOPOLOGY.controlExchange())) {
            controlMessages.incrementAndGet();
          }
        });
    Transport transport = closing(broker.connect("engine"));
    engine = closing(Engine.builder().transport(transport).journal(new InMemoryJournal(4)).start());
  }

  @AfterEach
  void stop() throws Exception {
    tasks.gate.countDown();
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }

  private <T extends AutoCloseable> T closing(T closeable) {
    open.add(closeable);
    return closeable;
  }

  private Worker worker(TaskRegistry registry, UnaryOperator<WorkerBuilder> more) {
    int before = engine.workers().size();
    Worker worker =
        closing(
            more.apply(
                    Worker.builder()
                        .transport(closing(broker.connect("worker")))
                        .topic("default")
                        .tasks(registry))
                .start());
    await().atMost(LIMIT).until(() -> engine.workers().size() == before + 1);
    return worker;
  }

  private List<FlowHandle> submit(Flow flow, int times) {
    return IntStream.range(0, times).mapToObj(i -> engine.submit(flow, Map.of())).toList();
  }

  private static void assertSuccess(List<FlowHandle> handles) throws Exception {
    for (FlowHandle handle : handles) {
      assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    }
  }

  private Instant seen() {
    return engine.workers().getFirst().seenAt();
  }

  @Test
  void w04AWorkerWhoseSlotsAreAllBusyIsHeardOfAndItsRequestsWait() throws Exception {
    worker(tasks.registry(), w -> w.slots(1).announceEvery(Duration.ofMillis(50)));
    List<FlowHandle> handles = new ArrayList<>(submit(linear("f", task("a", "waits")).build(), 1));
    assertThat(tasks.reached.await(60, TimeUnit.SECONDS)).isTrue();
    handles.addAll(submit(linear("g", task("b", "logged")).build(), 1));
    for (int i = 0; i < 5; i++) {
      Instant before = seen();
      await().atMost(LIMIT).until(() -> seen().isAfter(before));
    }
    assertThat(tasks.log).isEmpty();
    tasks.gate.countDown();
    assertSuccess(handles);
    assertThat(handles.getLast().inspect().task("b").attempts()).isEqualTo(1);
  }

  @Test
  void w16WorkersOfOneTopicMayKnowDifferentTasks() throws Exception {
    worker(TaskRegistry.builder().addShared("one", context -> 1).build(), w -> w);
    worker(TaskRegistry.builder().addShared("two", context -> 2).build(), w -> w);
    Flow flow = linear("f", task("a", "one"), task("b", "two"), task("c", "one")).build();
    // Two requests may come to the wrong worker in turns until chance parts them: 14 times in a row
    // (a minute) with a probability of 4 %, all through the time for placement practically never.
    for (FlowHandle handle : submit(flow, 5)) {
      assertThat(handle.join(PLACEMENT).status()).isEqualTo(FlowStatus.SUCCESS);
    }
  }

  @Test
  void w17AnIdleWorkerTakesWhatABusyOneWouldHoldAndVersionsCount() throws Exception {
    worker(tasks.registry(), w -> w.slots(1).prefetch(1));
    List<FlowHandle> busy = submit(linear("f", task("a", "waits")).build(), 1);
    assertThat(tasks.reached.await(60, TimeUnit.SECONDS)).isTrue();
    worker(
        TaskRegistry.builder()
            .addShared("logged", context -> "of the idle one")
            .addAll(
                List.of(TaskDefinition.shared("logged", "2.0", context -> "of the second version")))
            .build(),
        w -> w.slots(1));
    Flow flow = linear("g", task("b", "logged").provides("x")).build();
    for (FlowHandle handle : submit(flow, 20)) {
      assertThat(handle.join(LIMIT).value("x", String.class)).isEqualTo("of the idle one");
    }
    Flow versioned = linear("h", task("c", "logged").version("2.0").provides("x")).build();
    assertThat(engine.submit(versioned, Map.of()).join(LIMIT).value("x", String.class))
        .isEqualTo("of the second version");
    tasks.gate.countDown();
    assertSuccess(busy);
  }

  @Test
  void w18FlowsCostNoMessagesToFindWorkers() throws Exception {
    worker(tasks.registry(), w -> w.announceEvery(Duration.ofHours(1)));
    int before = controlMessages.get();
    assertSuccess(submit(linear("f", task("a", "logged"), task("b", "logged")).build(), 50));
    assertThat(controlMessages.get() - before).isLessThan(50);
  }

  @Test
  void w21AFailureByTimeDoesNotRepeatTheArguments() throws Exception {
    worker(tasks.registry(), w -> w);
    String secret = "s3cr3t-" + "x".repeat(200);
    Flow flow =
        linear("f", task("a", "waits").requires("password").startToClose(Duration.ofMillis(100)))
            .build();
    FlowResult result = engine.submit(flow, Map.of("password", secret)).join(LIMIT);
    assertThat(result.status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(result.failures().get("a").code()).isEqualTo(FailureCode.TIMED_OUT);
    assertThat(Json.of(result.failures()).text()).doesNotContain("s3cr3t");
    assertThat(result.exception().orElseThrow()).hasMessageNotContaining("s3cr3t");
    assertThat(FlowJson.write(flow)).doesNotContain("s3cr3t");
  }

  @Test
  void w25FlowsThatWaitNeedNoThreads() throws Exception {
    worker(tasks.registry(), w -> w.slots(1));
    List<FlowHandle> handles = new ArrayList<>(submit(linear("f", task("a", "waits")).build(), 1));
    assertThat(tasks.reached.await(60, TimeUnit.SECONDS)).isTrue();
    int before = platformThreads();
    handles.addAll(submit(linear("g", task("b", "logged")).build(), 500));
    await()
        .atMost(LIMIT)
        .until(() -> handles.stream().skip(1).allMatch(h -> h.status() == FlowStatus.RUNNING));
    assertThat(platformThreads() - before).isLessThan(50);
    tasks.gate.countDown();
    assertSuccess(handles);
  }

  /** Virtual threads are not among these. */
  private static int platformThreads() {
    return Thread.getAllStackTraces().size();
  }
}
