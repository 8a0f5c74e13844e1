package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskRequest;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever waits for a flow or listens to it gets an answer, whatever happens to its engine. */
class WaitingTest {

  private static final Flow FLOW = linear("f", task("a", "t")).build();

  private final EngineRig rig = new EngineRig();

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  @Test
  void aWaiterHearsOfAFlowThatEndedJustBeforeItsEngineTookThePartition() throws Exception {
    AtomicReference<Engine> second = new AtomicReference<>();
    Journal blindUntilOwner =
        DisturbedJournal.of(
            rig.journal,
            (method, arguments, call) -> {
              boolean looks = Thread.currentThread().getName().startsWith("flow-looker");
              Engine engine = second.get();
              if (looks
                  && method.equals("flow")
                  && (engine == null || engine.health().partitions().isEmpty())) {
                throw DisturbedJournal.away();
              }
              return call.proceed();
            });
    Engine first = rig.owner("a", rig.journal);
    second.set(rig.engine("b", blindUntilOwner));
    FlowHandle handle = first.submit(FLOW, Map.of());
    CompletableFuture<FlowResult> waiting = second.get().find(handle.id()).orElseThrow().result();
    rig.worker.succeed(rig.worker.request(), Json.NULL);
    handle.join(EngineRig.LIMIT);
    first.close();
    EngineRig.awaitOwning(second.get());
    assertThat(waiting.get(EngineRig.LIMIT.toSeconds(), TimeUnit.SECONDS).status())
        .isEqualTo(FlowStatus.SUCCESS);
  }

  @Test
  void aListenerMayCallItsFlow() throws Exception {
    Engine engine = rig.owner("a", rig.journal);
    FlowHandle handle = engine.submit(FLOW, Map.of());
    handle.onChange(change -> handle.suspend("the listener"));
    rig.worker.succeed(rig.worker.request(), Json.NULL);
    await().atMost(EngineRig.LIMIT).until(() -> EngineNode.atRest(handle.status()));
    assertThat(engine.health().partitions()).containsExactly(0);
  }

  @Test
  void aListenerThatThrowsAnErrorHurtsNobody() throws Exception {
    Engine engine = rig.owner("a", rig.journal);
    FlowHandle handle = engine.submit(FLOW, Map.of());
    TaskRequest request = rig.worker.request();
    handle.onChange(
        change -> {
          throw new AssertionError("as the test wants");
        });
    CompletableFuture<FlowStatus> heard = new CompletableFuture<>();
    handle.onChange(change -> heard.complete(FlowStatus.SUCCESS));
    rig.worker.succeed(request, Json.NULL);
    assertThat(handle.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(heard.get(EngineRig.LIMIT.toSeconds(), TimeUnit.SECONDS))
        .isEqualTo(FlowStatus.SUCCESS);
    assertThat(rig.count(EngineMetrics.ENGINE_FAULTS)).isZero();
  }

  @Test
  void waitingForAFlowOfAClosedEngineFailsAtOnce() throws Exception {
    Engine engine = rig.owner("a", rig.journal);
    FlowHandle handle = engine.submit(FLOW, Map.of());
    engine.close();
    assertThatThrownBy(() -> handle.join(EngineRig.LIMIT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void aSignalThatCanNotBeSentFailsWhenItsEngineIsClosed() throws Exception {
    Engine owner = rig.owner("a", rig.journal);
    Engine other = rig.engine("b", rig.journal);
    FlowHandle handle = other.find(owner.submit(FLOW, Map.of()).id()).orElseThrow();
    rig.worker.request();
    rig.broker.block("as the test wants");
    CompletableFuture<Void> signal = CompletableFuture.runAsync(() -> handle.suspend("me"));
    await().atMost(EngineRig.LIMIT).until(() -> rig.pending(other) > 0);
    other.close();
    assertThat(signal).failsWithin(EngineRig.LIMIT).withThrowableOfType(ExecutionException.class);
    rig.broker.unblock();
  }

  @Test
  void anEngineWhoseJournalIsClosedCanBeClosed() throws Exception {
    Engine engine = rig.owner("a", rig.journal);
    CompletableFuture<FlowResult> waiting = engine.submit(FLOW, Map.of()).result();
    rig.journal.close();
    engine.close();
    assertThat(waiting).failsWithin(EngineRig.LIMIT).withThrowableOfType(ExecutionException.class);
  }

  @Test
  void anErrorInATurnIsToldToWhoeverWaitsForIt() throws Exception {
    Journal failing =
        DisturbedJournal.of(
            rig.journal,
            (method, arguments, call) -> {
              if (method.equals("commit") && Thread.currentThread().getName().startsWith("flow")) {
                throw new LinkageError("as the test wants");
              }
              return call.proceed();
            });
    Engine engine = rig.owner("a", failing);
    CompletableFuture<FlowHandle> submission =
        CompletableFuture.supplyAsync(() -> engine.submit(FLOW, Map.of()));
    assertThat(submission)
        .failsWithin(EngineRig.LIMIT)
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("ask for it by its id");
  }
}
