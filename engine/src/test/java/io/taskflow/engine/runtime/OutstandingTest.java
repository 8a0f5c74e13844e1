package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.journal.FlowQuery;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A partition has only so many requests of a topic out at once. */
class OutstandingTest {

  private static final int LIMIT = 3;

  private final EngineRig rig = new EngineRig();

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  private Engine owner(String name) {
    return rig.owner(name, rig.journal, builder -> builder.maxOutstanding(LIMIT).topics("dead"));
  }

  private static Flow wide(String name, int tasks) {
    var flow = unordered(name);
    for (int i = 0; i < tasks; i++) {
      flow.add(task("t" + i, "t"));
    }
    return flow.build();
  }

  private void awaitGauge(String gauge, int value) {
    await()
        .atMost(EngineRig.LIMIT)
        .until(
            () -> rig.meters.find(gauge).gauges().stream().mapToDouble(g -> g.value()).sum(),
            sum -> sum == value);
  }

  private List<TaskRequest> requests(int count) throws Exception {
    List<TaskRequest> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      requests.add(rig.worker.request());
    }
    return requests;
  }

  private void succeed(TaskRequest request) {
    rig.worker.succeed(request, Json.NULL);
  }

  @Test
  void whatGoesBeyondTheLimitIsSentWhenAnswersArrive() throws Exception {
    Engine engine = owner("a");
    FlowHandle handle = engine.submit(wide("f", 10), Map.of());
    List<TaskRequest> out = requests(LIMIT);
    awaitGauge(EngineMetrics.ATTEMPT_OUTSTANDING, LIMIT);
    awaitGauge(EngineMetrics.ATTEMPT_HELD_BACK, 10 - LIMIT);
    assertThat(rig.worker.idle()).isTrue();
    assertThat(handle.inspect().task("t9").waitingFor()).contains("when answers arrive");
    for (int i = 0; i < 10; i++) {
      succeed(out.removeFirst());
      if (i < 10 - LIMIT) {
        out.add(rig.worker.request());
      }
    }
    assertThat(handle.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    awaitGauge(EngineMetrics.ATTEMPT_OUTSTANDING, 0);
    awaitGauge(EngineMetrics.ATTEMPT_HELD_BACK, 0);
  }

  @Test
  void flowsTakeTurns() throws Exception {
    Engine engine = owner("a");
    FlowHandle large = engine.submit(wide("large", 20), Map.of());
    List<TaskRequest> out = requests(LIMIT);
    FlowHandle small =
        engine.submit(linear("small", task("a", "t"), task("b", "t")).build(), Map.of());
    awaitGauge(EngineMetrics.ATTEMPT_HELD_BACK, 20 - LIMIT + 1);
    int answered = 0;
    while (small.inspect().flow().status() != FlowStatus.SUCCESS) {
      succeed(out.removeFirst());
      answered++;
      out.add(rig.worker.request());
      assertThat(answered).as("answers until the small flow has ended").isLessThan(12);
    }
    for (TaskRequest request : out) {
      succeed(request);
    }
    // The rest of the large one.
    for (int i = answered + LIMIT; i < 22; i++) {
      succeed(rig.worker.request());
    }
    assertThat(large.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
  }

  @Test
  void theNextOwnerFindsWhatIsHeldBackAndSendsNothingTwice() throws Exception {
    Engine first = owner("a");
    FlowHandle handle = first.submit(wide("f", 10), Map.of());
    List<TaskRequest> out = requests(LIMIT);
    awaitGauge(EngineMetrics.ATTEMPT_HELD_BACK, 10 - LIMIT);
    first.close();

    Engine second = owner("b");
    awaitGauge(EngineMetrics.ATTEMPT_HELD_BACK, 10 - LIMIT);
    awaitGauge(EngineMetrics.ATTEMPT_OUTSTANDING, LIMIT);
    Set<AttemptToken> tokens = new HashSet<>();
    Set<String> tasks = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      TaskRequest request = out.isEmpty() ? rig.worker.request() : out.removeFirst();
      assertThat(tokens.add(request.attempt().token())).isTrue();
      assertThat(tasks.add(request.attempt().task())).isTrue();
      succeed(request);
    }
    FlowHandle taken = second.find(handle.id()).orElseThrow();
    assertThat(taken.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
  }

  @Test
  void aTopicThatNobodyServesDoesNotHoldUpOthers() throws Exception {
    Engine engine = owner("a");
    var flow = unordered("stuck");
    for (int i = 0; i < 5; i++) {
      flow.add(task("t" + i, "t").topic("dead"));
    }
    FlowHandle stuck = engine.submit(flow.build(), Map.of());
    awaitGauge(EngineMetrics.ATTEMPT_HELD_BACK, 5 - LIMIT);
    FlowHandle handle = engine.submit(wide("f", 5), Map.of());
    for (int i = 0; i < 5; i++) {
      succeed(rig.worker.request());
    }
    assertThat(handle.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    stuck.revert("me");
    awaitGauge(EngineMetrics.ATTEMPT_HELD_BACK, 0);
  }

  @Test
  void moreFlowsAreStartedLaterWhenSoManyWait() throws Exception {
    Engine engine = owner("a");
    List<FlowHandle> handles = new ArrayList<>();
    for (int i = 0; i < 4 * LIMIT; i++) {
      handles.add(engine.submit(linear("f" + i, task("a", "t")).build(), Map.of()));
    }
    awaitGauge(EngineMetrics.ATTEMPT_HELD_BACK, LIMIT);
    assertThat(engine.flows(FlowQuery.newest(100)))
        .filteredOn(row -> row.status() == FlowStatus.PENDING)
        .as("flows that were not started")
        .hasSize(2 * LIMIT);
    for (int i = 0; i < 4 * LIMIT; i++) {
      succeed(rig.worker.request());
    }
    for (FlowHandle handle : handles) {
      assertThat(handle.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    }
  }
}
