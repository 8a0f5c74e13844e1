package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.TaskRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An engine takes over what another one has left, whatever state it is in. */
class TakeoverTest {

  private static final Flow FLOW = linear("f", task("a", "t")).build();

  private final EngineRig rig = new EngineRig();

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  /** A journal in which the entries of one flow can't be read. */
  private Journal damaged(FlowId flow) {
    return DisturbedJournal.of(
        rig.journal,
        (method, arguments, call) -> {
          if (method.equals("entries") && flow.equals(arguments[0])) {
            throw new JournalException("damaged, as the test wants", null);
          }
          return call.proceed();
        });
  }

  @Test
  void oneFlowThatCanNotBeReadDoesNotHoldUpTheOthers() throws Exception {
    Engine first = rig.owner("a", rig.journal);
    FlowHandle bad = first.submit(FLOW, Map.of());
    FlowHandle good = first.submit(FLOW, Map.of());
    List<TaskRequest> requests = List.of(rig.worker.request(), rig.worker.request());
    first.close();
    Engine second = rig.owner("b", damaged(bad.id()));
    for (TaskRequest request : requests) {
      rig.worker.succeed(request, Json.NULL);
    }
    FlowHandle handle = second.find(good.id()).orElseThrow();
    assertThat(handle.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    FlowHandle later = second.submit(FLOW, Map.of());
    for (TaskRequest request = rig.worker.request();
        !request.attempt().flow().equals(later.id());
        request = rig.worker.request()) {}
    assertThat(second.health().partitions()).containsExactly(0);
    assertThat(rig.count(EngineMetrics.ENGINE_FAULTS)).isPositive();
    assertThat(bad.status()).isEqualTo(FlowStatus.RUNNING);
  }

  @Test
  void aRecoveryThatTakesLongerThanTheLeaseComesToItsEnd() throws Exception {
    Engine first = rig.owner("a", rig.journal);
    rig.broker.block("so that nothing is confirmed");
    List<FlowHandle> handles = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      handles.add(first.submit(FLOW, Map.of()));
    }
    first.close();
    rig.broker.unblock();
    Journal slow =
        DisturbedJournal.of(
            rig.journal,
            (method, arguments, call) -> {
              if (method.equals("entries")
                  && Thread.currentThread().getName().startsWith("flow-loop")) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
              }
              return call.proceed();
            });
    Engine second = rig.owner("b", slow);
    for (int i = 0; i < handles.size(); i++) {
      rig.worker.succeed(rig.worker.request(), Json.NULL);
    }
    for (FlowHandle handle : handles) {
      FlowHandle taken = second.find(handle.id()).orElseThrow();
      assertThat(taken.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    }
    assertThat(rig.count(EngineMetrics.PARTITION_LOST)).isZero();
  }

  @Test
  void theTimersOfAFlowThatWasTakenOverAreArmed() throws Exception {
    Engine first = rig.owner("a", rig.journal);
    FlowHandle handle = first.submit(FLOW, Map.of());
    TaskRequest request = rig.worker.request();
    rig.worker.reply(
        request,
        new TaskReply.Leased(request.attempt(), "played", Instant.now(), Duration.ofSeconds(2)));
    await()
        .atMost(EngineRig.LIMIT)
        .until(() -> "played".equals(handle.inspect().tasks().getFirst().worker()));
    first.close();
    rig.owner("b", rig.journal);
    TaskRequest again = rig.worker.request();
    assertThat(again.attempt().task()).isEqualTo("a");
    assertThat(again.attempt().token()).isNotEqualTo(request.attempt().token());
    rig.worker.succeed(again, Json.NULL);
    await().atMost(EngineRig.LIMIT).until(() -> flowStatus(handle) == FlowStatus.SUCCESS);
  }

  private FlowStatus flowStatus(FlowHandle handle) {
    return rig.journal.flow(handle.id()).orElseThrow().status();
  }
}
