package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** By whom a waiter hears of a flow's rest, and what that costs. */
class ResultsTest {

  private static final Flow FLOW = linear("f", task("a", "t")).build();
  private static final Flow TWO = linear("f", task("a", "t"), task("b", "t")).build();

  private final EngineRig rig = new EngineRig();

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  @Test
  void whatDependsOnAResultDoesNotHoldUpThePartition() throws Exception {
    Engine engine = rig.owner("a", rig.journal);
    FlowHandle handle = engine.submit(FLOW, Map.of());
    TaskRequest request = rig.worker.request();
    CompletableFuture<String> by = handle.result().handle((result, error) -> threadName());

    rig.worker.succeed(request, Json.NULL);

    assertThat(by.get(EngineRig.LIMIT.toSeconds(), TimeUnit.SECONDS))
        .doesNotStartWith("flow-")
        .isNotEqualTo(threadName());
  }

  @Test
  void whatDependsOnAFailureDoesNotHoldUpWhoeverFoundIt() throws Exception {
    AtomicBoolean damaged = new AtomicBoolean();
    Journal journal =
        DisturbedJournal.of(
            rig.journal,
            (method, arguments, call) -> {
              if (damaged.get() && method.equals("flow") && threadName().equals("flow-looker")) {
                throw new JournalException("damaged, as the test wants", null);
              }
              return call.proceed();
            });
    Engine owner = rig.owner("a", rig.journal);
    Engine other = rig.engine("b", journal);
    FlowHandle handle = other.find(owner.submit(FLOW, Map.of()).id()).orElseThrow();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    CompletableFuture<String> by =
        handle
            .result()
            .handle(
                (result, error) -> {
                  failure.set(error);
                  return threadName();
                });

    damaged.set(true);

    assertThat(by.get(EngineRig.LIMIT.toSeconds(), TimeUnit.SECONDS)).isNotEqualTo("flow-looker");
    assertThat(failure.get()).hasStackTraceContaining("damaged, as the test wants");
  }

  @Test
  void whatDependsOnAFailureIsNotRunByWhoTellsIt() throws Exception {
    FlowWatch watch =
        new FlowWatch(new FlowListeners(List.of(), new EngineMetrics(new SimpleMeterRegistry())));
    try {
      FlowId flow = new FlowId("f");
      CompletableFuture<String> by = watch.result(flow).handle((result, error) -> threadName());

      watch.atRest(
          flow,
          () -> {
            throw new IllegalStateException("as the test wants");
          });

      assertThat(by.get(EngineRig.LIMIT.toSeconds(), TimeUnit.SECONDS)).isNotEqualTo(threadName());
    } finally {
      watch.close();
    }
  }

  @Test
  void whoWaitsForAFlowThatItsEngineHasInHandAsksTheJournalForNothing() throws Exception {
    Set<String> asked = ConcurrentHashMap.newKeySet();
    Thread waiter = Thread.currentThread();
    Journal watched =
        DisturbedJournal.of(
            rig.journal,
            (method, arguments, call) -> {
              if (Thread.currentThread() == waiter && !method.equals("partitions")) {
                asked.add(method);
              }
              return call.proceed();
            });
    FlowHandle handle = rig.owner("a", watched).submit(FLOW, Map.of());
    TaskRequest request = rig.worker.request();
    asked.clear();

    // The flow can't end meanwhile.
    assertThatThrownBy(() -> handle.join(Duration.ofMillis(1)))
        .isInstanceOf(TimeoutException.class);
    CompletableFuture<FlowResult> result = handle.result();

    assertThat(asked).isEmpty();
    rig.worker.succeed(request, Json.NULL);
    assertThat(result.get(EngineRig.LIMIT.toSeconds(), TimeUnit.SECONDS).status())
        .isEqualTo(FlowStatus.SUCCESS);
    assertThat(handle.join().status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(asked).as("when it rests").contains("flow");
  }

  @Test
  void whoWaitsHearsThatTheFlowIsSuspendedAndWaitsAgainWhenItGoesOn() throws Exception {
    FlowHandle handle = rig.owner("a", rig.journal).submit(TWO, Map.of());
    TaskRequest first = rig.worker.request();
    Joiner joiner = new Joiner(handle);

    handle.suspend("me");
    await().atMost(EngineRig.LIMIT).until(() -> handle.status() == FlowStatus.SUSPENDING);
    rig.worker.succeed(first, Json.NULL);

    assertThat(joiner.status()).isEqualTo(FlowStatus.SUSPENDED);
    handle.resume("me");
    TaskRequest second = rig.worker.request();
    Joiner again = new Joiner(handle);
    rig.worker.succeed(second, Json.NULL);
    assertThat(again.status()).isEqualTo(FlowStatus.SUCCESS);
  }

  @Test
  void whoWaitsHearsOfAFlowThatEndsAtAnotherEngine() throws Exception {
    AtomicBoolean away = new AtomicBoolean();
    Set<String> writing = Set.of("heartbeat", "acquire", "renew", "commit");
    Journal unwritable =
        DisturbedJournal.of(
            rig.journal,
            (method, arguments, call) -> {
              if (away.get() && writing.contains(method)) {
                throw DisturbedJournal.away();
              }
              return call.proceed();
            });
    Engine first = rig.owner("a", unwritable, EngineRig.SHORT_LEASE);
    FlowHandle handle = first.submit(FLOW, Map.of());
    TaskRequest request = rig.worker.request();
    Joiner joiner = new Joiner(handle);
    CompletableFuture<FlowResult> result = handle.result();

    away.set(true);
    rig.owner("b", rig.journal, EngineRig.SHORT_LEASE);
    rig.worker.succeed(request, Json.NULL);

    assertThat(joiner.status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(result.get(EngineRig.LIMIT.toSeconds(), TimeUnit.SECONDS).status())
        .isEqualTo(FlowStatus.SUCCESS);
    // So that it need not wait for the journal when it is closed.
    away.set(false);
  }

  private static String threadName() {
    return Thread.currentThread().getName();
  }

  /** Waits for a flow on a thread of its own, which does so when this is made. */
  private static final class Joiner {

    private final CompletableFuture<FlowStatus> status = new CompletableFuture<>();

    Joiner(FlowHandle handle) {
      Thread thread =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      status.complete(handle.join().status());
                    } catch (InterruptedException | RuntimeException e) {
                      status.completeExceptionally(e);
                    }
                  });
      await().atMost(EngineRig.LIMIT).until(() -> thread.getState() == Thread.State.WAITING);
    }

    FlowStatus status() throws Exception {
      return status.get(EngineRig.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }
}
