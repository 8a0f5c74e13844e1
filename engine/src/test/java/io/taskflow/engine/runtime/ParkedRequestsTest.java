package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.journal.AttentionQuery;
import io.taskflow.engine.machine.Attention;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.machine.Operation;
import io.taskflow.engine.machine.Trouble;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.ControlMessage.TaskType;
import io.taskflow.protocol.ControlMessage.WorkerAnnouncement;
import io.taskflow.protocol.ControlMessage.WorkerState;
import io.taskflow.protocol.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Requests that wait in a queue which no live worker reads are listed before any limit runs out.
 */
class ParkedRequestsTest {

  private static final Duration PATIENCE = Duration.ofMillis(100);
  private static final Flow FLOW = linear("f", task("a", "sums").topic("dead")).build();

  private final EngineRig rig = new EngineRig();

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  private Engine owner() {
    return rig.owner("a", rig.journal, builder -> builder.topics("dead").parkedAfter(PATIENCE));
  }

  private void announce(WorkerState state, String type) {
    announce("w-1", state, type);
  }

  private void announce(String worker, WorkerState state, String type) {
    Instant now = Instant.now();
    rig.worker.send(
        rig.topology.controlExchange(),
        rig.topology.announcementKey(),
        new WorkerAnnouncement(
            worker,
            "here",
            List.of("dead"),
            List.of(new TaskType(type, "1.0")),
            1,
            0,
            state,
            now,
            now,
            60_000,
            null,
            List.of()));
  }

  private static List<Attention> attention(Engine engine) {
    return engine.attention(AttentionQuery.oldest(10)).items();
  }

  private static Attention listed(Engine engine) {
    await().atMost(EngineRig.LIMIT).until(() -> !attention(engine).isEmpty());
    return attention(engine).getFirst();
  }

  private static void awaitNothing(Engine engine) {
    await().atMost(EngineRig.LIMIT).until(() -> attention(engine).isEmpty());
  }

  @Test
  void aRequestOfATopicWithoutWorkersIsListedUntilThereIsOne() throws Exception {
    Engine engine = owner();
    Engine other = rig.engine("b", rig.journal);
    FlowHandle handle = engine.submit(FLOW, Map.of());

    Attention item = listed(engine);
    assertThat(item.flow()).isEqualTo(handle.id());
    assertThat(item.atom()).isEqualTo("a");
    assertThat(item.trouble()).isEqualTo(Trouble.PARKED);
    assertThat(item.reason()).contains("no live worker serves topic 'dead'");
    assertThat(item.possible()).contains(Operation.RESOLVE);
    assertThat(listed(other)).as("by an engine that does not own it").isEqualTo(item);
    assertThat(handle.inspect().attention()).containsExactly(item);
    assertThat(rig.meters.counter(EngineMetrics.ATTEMPT_PARKED, "topic", "dead").count()).isOne();

    announce(WorkerState.RUNNING, "sums");
    awaitNothing(engine);
    awaitNothing(other);
    assertThat(handle.inspect().attention()).isEmpty();

    announce(WorkerState.STOPPED, "sums");
    assertThat(listed(engine)).as("it is gone before it has taken it").isEqualTo(item);

    handle.resolve("a", Json.of(5), "me", "done by hand");
    assertThat(handle.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    awaitNothing(engine);
  }

  @Test
  void aRequestOfATypeThatNoWorkerOfItsTopicKnowsIsListed() {
    Engine engine = owner();
    announce("w-1", WorkerState.RUNNING, "products");
    announce("w-2", WorkerState.DRAINING, "sums");
    await().atMost(EngineRig.LIMIT).until(() -> engine.workers().size() == 2);
    engine.submit(FLOW, Map.of());

    assertThat(listed(engine).reason())
        .contains("none of the 1 live workers of topic 'dead' knows tasks of type 'sums'");
  }

  @Test
  void patienceHasALowerLimit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Engine.builder().parkedAfter(Duration.ofMillis(99)));
    assertThatIllegalArgumentException().isThrownBy(() -> Engine.builder().maxOutstanding(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Engine.builder().snapshotEvery(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Engine.builder().keepEntries(0));
  }
}
