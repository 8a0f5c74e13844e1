package io.taskflow.engine.machine;

import static io.taskflow.flow.Flows.childFlow;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.flow.ChildFlowBuilder;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Message;
import java.util.List;

/** A parent with a child flow between two tasks, for tests of what the parent's machine does. */
final class ChildCases {

  static final Failure BROKEN = Failure.of(FailureCode.CHILD_FAILED, "it broke");

  /** As {@link #BROKEN}, and the child has something left that is not reverted. */
  static final Failure STUCK =
      new Failure(
          FailureCode.CHILD_FAILED,
          List.of("CHILD_FAILED", ChildAnswer.NOT_REVERTED),
          "it is stuck",
          "",
          false,
          List.of());

  private ChildCases() {}

  static Flow flow(ChildFlowBuilder child) {
    return linear(
            "f",
            task("before", "t").provides("x"),
            child.requires("x"),
            task("after", "t").requires("y"))
        .build();
  }

  static ChildFlowBuilder child() {
    return childFlow("child", "sub").providesMembers("y");
  }

  /** At the point where the child has been begun. */
  static MachineWorld begun(ChildFlowBuilder child) {
    MachineWorld world = MachineWorld.started(flow(child));
    world.succeed("before", Json.of(7));
    return world;
  }

  static List<Message> told(MachineWorld world) {
    return world.effects.stream()
        .filter(Effect.Send.class::isInstance)
        .map(effect -> ((Effect.Send) effect).message())
        .toList();
  }

  static Message lastTold(MachineWorld world) {
    return told(world).getLast();
  }

  static FlowId childOf(MachineWorld world, String atom) {
    FlowId child = world.atom(atom).child();
    assertThat(child).isNotNull();
    return child;
  }
}
