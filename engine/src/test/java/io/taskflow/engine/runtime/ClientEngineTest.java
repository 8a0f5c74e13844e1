package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.journal.JournalUnavailableException;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An engine that drives nothing, beside one that does. */
class ClientEngineTest {

  private static final Flow FLOW = linear("f", task("a", "works"), task("b", "works")).build();

  @Test
  void itSubmitsAsksAndWaitsWhileAnotherEngineDrives() throws Exception {
    try (EngineRig rig = new EngineRig()) {
      Engine owner = rig.owner("owner", rig.journal);
      try (Engine client = client(rig)) {
        assertThat(client.health().ready()).isTrue();
        FlowHandle flow = client.submit(FLOW, Map.of());
        TaskRequest request = rig.worker.request();
        flow.suspend("ada");
        await().atMost(EngineRig.LIMIT).until(() -> flow.status() == FlowStatus.SUSPENDING);
        rig.worker.succeed(request, Json.NULL);
        assertThat(flow.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUSPENDED);
        flow.revert("ada", "not wanted");
        rig.worker.succeed(rig.worker.request(), Json.NULL);
        await().atMost(EngineRig.LIMIT).until(() -> flow.status() == FlowStatus.REVERTED);
        assertThat(rig.journal.partitionRows().getFirst().owner()).isEqualTo("owner");
      }
      assertThat(owner.health().partitions()).containsExactly(0);
    }
  }

  @Test
  void itDrivesNothingWhenItIsAloneEither() throws Exception {
    try (EngineRig rig = new EngineRig();
        Engine client = client(rig)) {
      FlowHandle flow = client.submit(FLOW, Map.of());
      assertThatThrownBy(() -> flow.suspend("ada"))
          .isInstanceOf(JournalUnavailableException.class)
          .hasMessageContaining("no engine has owned it yet");
      assertThat(flow.status()).isEqualTo(FlowStatus.PENDING);
      assertThat(rig.journal.partitionRows().getFirst().owner()).isNull();
    }
  }

  private static Engine client(EngineRig rig) {
    return Engine.builder()
        .name("client")
        .transport(rig.connect("client"))
        .topology(rig.topology)
        .journal(rig.journal)
        .client();
  }
}
