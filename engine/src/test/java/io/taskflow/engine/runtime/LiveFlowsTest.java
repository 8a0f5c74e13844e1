package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.forEach;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskflow.engine.control.Controls;
import io.taskflow.engine.journal.InMemoryJournal;
import io.taskflow.engine.journal.Samples;
import io.taskflow.engine.machine.Command;
import io.taskflow.engine.machine.Decision;
import io.taskflow.engine.machine.FlowEvent.FlowSubmitted;
import io.taskflow.engine.machine.FlowMachine;
import io.taskflow.engine.machine.FlowOptions;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.machine.Moment;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.engine.plan.FlowCompiler;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How many flows a partition keeps in memory. */
class LiveFlowsTest {

  private static LiveFlow flow(String id, int tasks) {
    var builder = linear("f");
    for (int i = 0; i < tasks; i++) {
      builder.add(task("t" + i, "t"));
    }
    return flow(id, builder.build(), Map.of());
  }

  private static LiveFlow flow(String id, Flow flow, Map<String, Json> store) {
    FlowPlan plan = FlowCompiler.compile(flow, store.keySet(), Controls.NONE);
    FlowSubmitted submitted =
        new FlowSubmitted(Samples.NOON, new FlowId(id), "f", "hash", store, FlowOptions.DEFAULTS);
    return new LiveFlow(
        FlowMachine.begin(plan, submitted),
        Samples.row(id, 0, FlowStatus.RUNNING, Map.of(), null),
        1);
  }

  private static FlowLoader loader(InMemoryJournal journal) {
    return new FlowLoader(
        journal,
        new Plans(journal, Controls.NONE, Map.of()),
        new EngineMetrics(new SimpleMeterRegistry()));
  }

  @Test
  void largeFlowsLeaveRoomForFewer() {
    try (InMemoryJournal journal = new InMemoryJournal(1)) {
      LiveFlows flows = new LiveFlows(loader(journal), 100);
      for (int i = 0; i < 40; i++) {
        flows.add(flow("small-" + i, 1));
        flows.trim();
      }
      assertThat(flows.size()).isEqualTo(40);
      flows.add(flow("large", 49));
      flows.trim();
      assertThat(flows.size()).isEqualTo(26);
      flows.add(flow("huge", 500));
      flows.trim();
      assertThat(flows.size()).isEqualTo(1);
      flows.remove(new FlowId("huge"));
      flows.add(flow("small", 98));
      flows.add(flow("small", 98));
      flows.add(flow("smallest", 0 + 1));
      flows.trim();
      assertThat(flows.size()).isEqualTo(1);
    }
  }

  @Test
  void aFlowThatHasGrownLeavesRoomForFewer() {
    try (InMemoryJournal journal = new InMemoryJournal(1)) {
      LiveFlows flows = new LiveFlows(loader(journal), 100);
      LiveFlow growing =
          flow(
              "growing",
              linear("f", forEach("each", "list", "x", "t", t -> t)).build(),
              Map.of("list", Json.of(Collections.nCopies(80, 0))));
      flows.add(growing);
      for (int i = 0; i < 20; i++) {
        flows.add(flow("small-" + i, 1));
      }
      flows.trim();
      assertThat(flows.size()).isEqualTo(21);

      Command start = new Command.Start(new Moment(Samples.NOON, "seed"));
      growing.state(((Decision.Accepted) FlowMachine.decide(growing.state(), start)).state());
      assertThat(flows.get(growing.id())).contains(growing);
      flows.trim();

      assertThat(flows.size()).isEqualTo(10);
    }
  }

  @Test
  void aFlowThatGoesOnIsKnownToUntilItLeaves() {
    try (InMemoryJournal journal = new InMemoryJournal(1)) {
      LiveFlows flows = new LiveFlows(loader(journal), 100);
      FlowId removed = new FlowId("removed");
      FlowId evicted = new FlowId("evicted");
      FlowId stays = new FlowId("stays");
      for (FlowId id : List.of(removed, evicted, stays)) {
        flows.add(flow(id.value(), 49));
        assertThat(flows.goes(id)).isFalse();
        flows.goesOn(id);
        assertThat(flows.goes(id)).isTrue();
      }

      flows.remove(removed);
      assertThat(flows.goes(removed)).isFalse();
      flows.trim();
      assertThat(flows.goes(evicted)).as("there is room for it").isTrue();

      flows.add(flow("last", 49));
      flows.trim();
      assertThat(flows.goes(evicted)).isFalse();
      assertThat(flows.goes(stays)).isTrue();
    }
  }
}
