package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.childFlow;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;

import io.taskflow.engine.journal.FlowQuery;
import io.taskflow.engine.journal.FlowRow;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.transport.InMemoryBroker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;

/**
 * A parent that has a child flow and then a task, and an engine for both; partitions, broker and
 * journal are in memory.
 */
abstract class FamilyRig {

  static final int PARTITIONS = 4;

  /** Does two things, and gives back what the first one gave. */
  static final Flow BILLING =
      linear(
              "billing",
              task("draw", "t").requires("customer").provides("bill"),
              task("send", "t").requires("bill"))
          .build();

  static final Map<String, Flow> FLOWS = Map.of("billing", BILLING);

  final EngineRig rig = new EngineRig(new InMemoryBroker(), PARTITIONS);
  final List<String> log = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  static Flow order(String last) {
    return linear(
            "order",
            childFlow("bill", "billing").requires("customer").providesMembers("bill"),
            task("ship", last).requires("bill"))
        .build();
  }

  Engine owner() {
    return rig.owner("a", rig.journal, PARTITIONS, EngineRig.LONG_LEASE, FLOWS);
  }

  List<FlowRow> childrenOf(FlowHandle parent) {
    return rig.journal.flows(FlowQuery.newest(100).withParent(parent.id()));
  }
}
