package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.engine.journal.FlowQuery;
import io.taskflow.engine.journal.InMemoryJournal;
import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.FlowOptions;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowPart;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.worker.RevertContext;
import io.taskflow.worker.Task;
import io.taskflow.worker.TaskContext;
import io.taskflow.worker.TaskRegistry;
import io.taskflow.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Engine and worker in one process, over the in-memory transport and journal. */
class LocalFlowTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final InMemoryBroker broker = new InMemoryBroker();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch gate = new CountDownLatch(1);
  private Engine engine;
  private Worker worker;

  @BeforeEach
  void start() {
    engine =
        Engine.builder()
            .transport(broker.connect("engine"))
            .journal(new InMemoryJournal(4))
            .flowOptions(new FlowOptions(Duration.ofSeconds(1)))
            .start();
    worker =
        Worker.builder()
            .transport(broker.connect("worker"))
            .topic("default")
            .tasks(
                TaskRegistry.builder()
                    .addShared("one", context -> 1)
                    .addShared("inc", context -> context.argument("x", Integer.class) + 1)
                    .addShared("logged", new Logged())
                    .addShared("fails", context -> fail())
                    .addShared("waits", context -> waits())
                    .build())
            .start();
  }

  @AfterEach
  void stop() {
    gate.countDown();
    worker.close();
    engine.close();
  }

  private final class Logged implements Task {
    @Override
    public Object execute(TaskContext context) {
      log.add("+" + context.task());
      return context.task();
    }

    @Override
    public Object revert(RevertContext context) {
      log.add("-" + context.task() + " " + context.result(String.class).orElseThrow());
      return null;
    }
  }

  private static Object fail() {
    throw new IllegalStateException("no more disk");
  }

  private Object waits() throws InterruptedException {
    reached.countDown();
    assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
    return "waited";
  }

  @Test
  void tasksFeedEachOther() throws Exception {
    Flow flow =
        linear(
                "sum",
                task("a", "one").provides("x"),
                unordered(
                    "both",
                    task("b", "inc").requires("x").provides("y"),
                    task("c", "inc").requires("x").provides("z")),
                task("d", "inc").requires("x").rebind("x", "y").provides("sum"))
            .build();
    FlowResult result = engine.submit(flow, Map.of()).join(LIMIT).orThrow();
    assertThat(result.value("sum", Integer.class)).isEqualTo(3);
    assertThat(result.value("z", Integer.class)).isEqualTo(2);
  }

  @Test
  void revertsInReverseOrderWithTheOriginalResults() throws Exception {
    Flow flow =
        linear("undo", task("a", "logged"), task("b", "logged"), task("c", "fails")).build();
    FlowHandle handle = engine.submit(flow, Map.of());
    FlowResult result = handle.join(LIMIT);
    assertThat(result.status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(log).containsExactly("+a", "+b", "-b b", "-a a");
    assertThat(result.failures().get("c").message()).isEqualTo("no more disk");
    assertThatThrownBy(result::orThrow).hasMessageContaining("task 'c' failed");
    assertThat(handle.inspect().task("a").status()).isEqualTo(AtomStatus.REVERTED);
  }

  @Test
  void suspendsAndResumes() throws Exception {
    Flow flow = linear("pause", task("a", "waits"), task("b", "logged")).build();
    FlowHandle handle = engine.submit(flow, Map.of());
    assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();
    handle.suspend("a test");
    gate.countDown();
    assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.SUSPENDED);
    assertThat(log).isEmpty();
    handle.resume("a test");
    assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(log).containsExactly("+b");
  }

  @Test
  void revertsAFlowThatSucceeded() throws Exception {
    FlowHandle handle =
        engine.submit(linear("later", task("a", "logged"), task("b", "logged")).build(), Map.of());
    assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    handle.revert("a test");
    assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(log).containsExactly("+a", "+b", "-b b", "-a a");
    assertThatThrownBy(() -> handle.suspend("a test")).hasMessageContaining("REVERTED");
  }

  @Test
  void anUnknownTaskTypeEndsTheFlowWithAClearFailure() throws Exception {
    FlowResult result =
        engine
            .submit(linear("unknown", task("a", "logged"), task("b", "nosuch")).build(), Map.of())
            .join(LIMIT);
    assertThat(result.status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(result.failures().get("b").code()).isEqualTo(FailureCode.UNKNOWN_TASK_TYPE);
    assertThat(result.failures().get("b").message()).contains("nosuch");
    assertThat(log).containsExactly("+a", "-a a");
  }

  @Test
  void aTopicWithoutQueueEndsTheFlowWithAClearFailure() throws Exception {
    FlowResult result =
        engine
            .submit(linear("nowhere", task("a", "logged").topic("nowhere")).build(), Map.of())
            .join(LIMIT);
    assertThat(result.status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(result.failures().get("a").code()).isEqualTo(FailureCode.UNKNOWN_TOPIC);
  }

  @Test
  void aThousandFlowsAndAWideOneEnd() throws Exception {
    FlowPart[] wide =
        IntStream.range(0, 5_000).mapToObj(i -> task("t" + i, "one")).toArray(FlowPart[]::new);
    FlowHandle big = engine.submit(unordered("wide", wide).build(), Map.of());
    Flow small =
        linear("small", task("a", "one").provides("x"), task("b", "inc").requires("x")).build();
    List<FlowHandle> handles =
        IntStream.range(0, 1_000).mapToObj(i -> engine.submit(small, Map.of())).toList();
    for (FlowHandle handle : handles) {
      assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    }
    assertThat(big.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(engine.flows(FlowQuery.newest(10))).hasSize(10);
    assertThat(engine.workers()).hasSize(1);
  }
}
