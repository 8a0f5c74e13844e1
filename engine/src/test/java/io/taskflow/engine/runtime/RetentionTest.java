package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskRequest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Flows that ended long ago are forgotten, and no others. */
class RetentionTest {

  @Test
  void aFlowThatEndedIsForgottenAndOneThatRunsIsNot() throws Exception {
    try (EngineRig rig = new EngineRig();
        Engine engine =
            Engine.builder()
                .transport(rig.connect("engine"))
                .topology(rig.topology)
                .journal(rig.journal)
                .meterRegistry(rig.meters)
                .keepEnded(Duration.ofSeconds(1))
                .start()) {
      FlowHandle ended = engine.submit(linear("f", task("a", "t")).build(), Map.of());
      rig.worker.succeed(rig.worker.request(), Json.NULL);
      FlowHandle going = engine.submit(linear("f", task("a", "t")).build(), Map.of());
      TaskRequest last = rig.worker.request();

      await().atMost(EngineRig.LIMIT).until(() -> engine.find(ended.id()).isEmpty());

      rig.worker.succeed(last, Json.NULL);
      await().atMost(EngineRig.LIMIT).until(() -> engine.find(going.id()).isEmpty());
      await().atMost(EngineRig.LIMIT).until(() -> rig.count(EngineMetrics.FLOW_FORGOTTEN) == 2);
      assertThat(rig.journal.entriesAfter(0, 0, 10)).isEmpty();
    }
  }

  @Test
  void aTimeThatIsTooShortIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Engine.builder().keepEnded(Duration.ofMillis(10)));
  }
}
