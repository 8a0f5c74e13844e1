package io.taskflow.engine.machine;

import static io.taskflow.flow.Flows.graph;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** In which order the machine runs and reverts tasks, and with what, case by case. */
class FlowMachineTest {

  @Test
  void runsALinearFlowInOrder() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t"), task("b", "t")).build());
    world.succeed("a");
    world.succeed("b");
    assertThat(world.trace)
        .containsExactly(
            "flow:RUNNING", "a:RUNNING", "a:SUCCESS", "b:RUNNING", "b:SUCCESS", "flow:SUCCESS");
  }

  @Test
  void revertsTheFailedTaskFirstAndTheOthersInReverseOrder() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t"), task("b", "t")).build());
    world.succeed("a");
    world.fail("b");
    world.succeed("b");
    world.succeed("a");
    assertThat(world.trace)
        .containsExactly(
            "flow:RUNNING",
            "a:RUNNING",
            "a:SUCCESS",
            "b:RUNNING",
            "b:FAILURE",
            "b:REVERTING",
            "b:REVERTED",
            "a:REVERTING",
            "a:REVERTED",
            "flow:REVERTED");
  }

  @Test
  void siblingsThatRunWhileAnotherFailsEndFirstAndAreRevertedThen() {
    MachineWorld world =
        MachineWorld.started(
            unordered("f", task("a", "t"), task("b", "t"), task("c", "t")).build());
    world.fail("a");
    world.succeed("c");
    world.fail("b");
    for (String task : List.of("a", "b", "c")) {
      assertThat(world.status(task)).isEqualTo(AtomStatus.REVERTING);
      world.succeed(task);
    }
    assertThat(world.state().status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(world.state().failed()).containsExactly("a", "b");
  }

  @Test
  void tasksThatNeverRanStayPending() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t"), task("b", "t")).build());
    world.fail("a");
    world.succeed("a");
    assertThat(world.status("b")).isEqualTo(AtomStatus.PENDING);
    assertThat(world.atom("b").intention()).isEqualTo(Intention.REVERT);
  }

  @Test
  void aTaskWithoutRevertGoesToRevertedWithoutARequest() {
    MachineWorld world =
        MachineWorld.started(linear("f", task("a", "t").notRevertible(), task("b", "t")).build());
    world.succeed("a");
    world.fail("b");
    world.succeed("b");
    assertThat(world.trace).endsWith("b:REVERTED", "a:REVERTED", "flow:REVERTED");
    assertThat(world.atom("a").attempts()).isEqualTo(1);
  }

  @Test
  void w28AFailedTaskWithoutRevertIsRevertedWithoutARequest() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t").notRevertible()).build());
    world.fail("a");
    assertThat(world.trace).endsWith("a:FAILURE", "a:REVERTED", "flow:REVERTED");
  }

  @Test
  void aFailedRevertStopsEverythingElseAndEndsInFailure() {
    MachineWorld world =
        MachineWorld.started(linear("f", task("a", "t"), task("b", "t"), task("c", "t")).build());
    world.succeed("a");
    world.succeed("b");
    world.fail("c");
    world.succeed("c");
    world.fail("b");
    assertThat(world.trace).endsWith("b:REVERTING", "b:REVERT_FAILURE", "flow:FAILURE");
    assertThat(world.status("a")).isEqualTo(AtomStatus.SUCCESS);
  }

  @Test
  void whatRunsWhileARevertFailsEndsFirst() {
    MachineWorld world =
        MachineWorld.started(
            unordered("f", task("a", "t"), task("b", "t"), task("c", "t")).build());
    world.succeed("a");
    world.succeed("b");
    world.fail("c");
    world.fail("a");
    assertThat(world.state().status()).isEqualTo(FlowStatus.RUNNING);
    world.succeed("b");
    world.succeed("c");
    assertThat(world.state().status()).isEqualTo(FlowStatus.FAILURE);
  }

  @Test
  void emptyFlowsSucceedAtOnce() {
    assertThat(MachineWorld.started(linear("f", unordered("g"), graph("h")).build()).trace)
        .containsExactly("flow:RUNNING", "flow:SUCCESS");
  }

  @Test
  void argumentsComeFromTheProviderThatIsInSight() {
    MachineWorld world =
        MachineWorld.started(
            linear("f", task("a", "t").provides("x"), task("b", "t").requires("x")).build());
    Decision.Accepted decision = world.succeed("a", Json.of(7));
    assertThat(decision.effects())
        .singleElement()
        .isInstanceOfSatisfying(
            Effect.Dispatch.class,
            dispatch -> assertThat(dispatch.arguments()).isEqualTo(Map.of("x", Json.of(7))));
  }

  @Test
  void aValueThatIsMissingAtRunTimeIsAFailureOfTheTaskThatNeedsIt() {
    MachineWorld world =
        MachineWorld.started(
            linear("f", task("a", "t").providesElements("x", "y"), task("b", "t").requires("y"))
                .build());
    world.succeed("a", Json.of(List.of(1)));
    assertThat(world.atom("b").failure().code()).isEqualTo(FailureCode.NOT_FOUND);
    assertThat(world.atom("b").failure().message()).contains("'y'").contains("'a'");
    assertThat(world.status("b")).isEqualTo(AtomStatus.REVERTED);
    world.succeed("a");
    assertThat(world.state().status()).isEqualTo(FlowStatus.REVERTED);
  }

  @Test
  void aDeferredAttemptIsWithdrawnWhenTheFlowIsReverted() {
    MachineWorld world =
        MachineWorld.started(unordered("f", task("a", "t"), task("b", "t")).build());
    world.refuse("a");
    world.fail("b");
    assertThat(world.status("a")).isEqualTo(AtomStatus.PENDING);
    world.succeed("b");
    assertThat(world.state().status()).isEqualTo(FlowStatus.REVERTED);
  }
}
