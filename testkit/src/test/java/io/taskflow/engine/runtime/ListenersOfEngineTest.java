package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskflow.engine.listen.CapturingListener;
import io.taskflow.engine.listen.FlowListener;
import io.taskflow.engine.listen.StatusChange;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.engine.report.ReportOptions;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listeners in the process of a real engine, with a worker beside it. */
class ListenersOfEngineTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final TestTasks tasks = new TestTasks();
  private final Installation installation = Installation.inMemory();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Transport workerTransport;
  private Worker worker;

  @BeforeEach
  void startWorker() {
    workerTransport = installation.connect().apply("worker");
    worker =
        Worker.builder()
            .transport(workerTransport)
            .topology(installation.topology())
            .topic("default")
            .tasks(tasks.registry())
            .start();
  }

  @AfterEach
  void stopWorker() {
    worker.close();
    workerTransport.close();
  }

  private Engine engine(Transport transport, FlowListener... listeners) {
    EngineBuilder builder =
        Engine.builder()
            .transport(transport)
            .topology(installation.topology())
            .journal(installation.openJournal().get())
            .meterRegistry(registry);
    for (FlowListener listener : listeners) {
      builder.listener(listener);
    }
    return builder.start();
  }

  private static Flow flow() {
    return linear("f", task("a", "logged"), task("b", "fails")).build();
  }

  private static void awaitEnd(CapturingListener heard, int flows) {
    await()
        .atMost(LIMIT)
        .until(() -> heard.texts().stream().filter("flow REVERTED"::equals).count() == flows);
  }

  @Test
  void aListenerOfTheEngineHearsAllFlowsEachInOrder() throws Exception {
    CapturingListener heard = new CapturingListener();
    try (Transport transport = installation.connect().apply("engine");
        Engine engine = engine(transport, heard)) {
      for (int i = 0; i < 20; i++) {
        engine.submit(flow(), Map.of());
      }
      awaitEnd(heard, 20);
    }
    Map<FlowId, List<String>> byFlow =
        heard.changes().stream()
            .collect(
                Collectors.groupingBy(
                    StatusChange::flowId,
                    Collectors.mapping(StatusChange::toString, Collectors.toList())));
    assertThat(byFlow).hasSize(20);
    assertThat(Set.copyOf(byFlow.values()))
        .containsExactly(
            List.of(
                "flow RUNNING",
                "a RUNNING",
                "a SUCCESS",
                "b RUNNING",
                "b FAILURE",
                "b REVERTING",
                "b REVERTED",
                "a REVERTING",
                "a REVERTED",
                "flow REVERTED"));
  }

  @Test
  void aListenerOfOneFlowHearsThatFlowUntilItIsClosed() throws Exception {
    CapturingListener heard = new CapturingListener();
    Flow flow = linear("f", task("a", "waits"), task("b", "fails")).build();
    try (Transport transport = installation.connect().apply("engine");
        Engine engine = engine(transport)) {
      FlowHandle handle = engine.submit(flow, Map.of());
      assertThat(tasks.reached.await(60, TimeUnit.SECONDS)).isTrue();
      try (FlowHandle.Subscription subscription = handle.onChange(heard)) {
        assertThat(subscription).isNotNull();
        engine.submit(flow(), Map.of()).join(LIMIT);
        tasks.gate.countDown();
        handle.join(LIMIT);
        awaitEnd(heard, 1);
      }
      assertThat(heard.changes()).extracting(StatusChange::flowId).containsOnly(handle.id());
      int before = heard.changes().size();
      CapturingListener later = new CapturingListener();
      handle.onChange(later);
      handle.rerun("a test");
      awaitEnd(later, 1);
      assertThat(heard.changes()).hasSize(before);
    }
  }

  @Test
  void whatAListenerThrowsIsCountedAndHasNoEffect() throws Exception {
    CapturingListener heard = new CapturingListener();
    FlowListener broken =
        new FlowListener() {
          @Override
          public void changed(StatusChange change) {
            throw new IllegalStateException("a broken listener");
          }
        };
    try (Transport transport = installation.connect().apply("engine");
        Engine engine = engine(transport, broken, heard)) {
      FlowResult result = engine.submit(flow(), Map.of()).join(LIMIT);
      assertThat(result.status()).isEqualTo(FlowStatus.REVERTED);
      awaitEnd(heard, 1);
    }
    assertThat(registry.get(EngineMetrics.LISTENER_FAILED).counter().count())
        .isEqualTo(heard.changes().size());
  }

  @Test
  void aListenerThatNeverReturnsHoldsUpNoFlow() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    FlowListener stuck =
        new FlowListener() {
          @Override
          public void flowChanged(StatusChange.OfFlow change) {
            try {
              release.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    try (Transport transport = installation.connect().apply("engine");
        Engine engine = engine(transport, stuck)) {
      for (int i = 0; i < 5; i++) {
        assertThat(engine.submit(flow(), Map.of()).join(LIMIT).status())
            .isEqualTo(FlowStatus.REVERTED);
      }
    } finally {
      release.countDown();
    }
  }

  @Test
  void aListenerMayCallTheEngine() throws Exception {
    CapturingListener heard = new CapturingListener();
    List<String> reports = new CopyOnWriteArrayList<>();
    AtomicReference<Engine> running = new AtomicReference<>();
    FlowListener asking =
        new FlowListener() {
          @Override
          public void flowChanged(StatusChange.OfFlow change) {
            if (change.to().ended()) {
              FlowHandle handle = running.get().find(change.flowId()).orElseThrow();
              reports.add(handle.failureReport(ReportOptions.DEFAULTS.withTraceLines(0)));
            }
          }
        };
    try (Transport transport = installation.connect().apply("engine");
        Engine engine = engine(transport, asking, heard)) {
      running.set(engine);
      FlowHandle handle = engine.submit(flow(), Map.of());
      awaitEnd(heard, 1);
      assertThat(reports)
          .containsExactly(
              """
              flow 'f' (%s) is REVERTED: 1 failure

              'b' failed: java.lang.IllegalStateException: no more disk
                caused by java.io.IOException: ENOSPC
                what came before:
                  flow 'f' (linear)
                    task 'a' (logged): REVERTED, intention REVERT
                      out "a"
                    task 'b' (fails): REVERTED, intention REVERT  <- failed
              """
                  .formatted(handle.id()));
      assertThat(handle.failureReport()).contains("trace:", "at io.taskflow");
    }
  }
}
