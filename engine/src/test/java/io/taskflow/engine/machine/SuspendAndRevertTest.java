package io.taskflow.engine.machine;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.machine.Decision.Code;
import io.taskflow.protocol.AttemptRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the machine makes of wishes that concern a whole flow: suspend, resume, revert. */
class SuspendAndRevertTest {

  @Test
  void suspendingStartsNothingNewAndResumingGoesOn() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t"), task("b", "t")).build());
    world.accept(new Command.Suspend(world.moment(), "me"));
    assertThat(world.reject(new Command.Suspend(world.moment(), "me")).code())
        .isEqualTo(Code.REDUNDANT);
    world.succeed("a");
    assertThat(world.state().status()).isEqualTo(FlowStatus.SUSPENDED);
    assertThat(world.sent()).isEmpty();
    world.accept(new Command.Resume(world.moment(), "me", null));
    world.succeed("b");
    assertThat(world.state().status()).isEqualTo(FlowStatus.SUCCESS);
  }

  @Test
  void aSuspendingFlowWhoseLastTaskEndsHasEnded() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t")).build());
    world.accept(new Command.Suspend(world.moment(), "me"));
    world.succeed("a");
    assertThat(world.state().status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(world.reject(new Command.Resume(world.moment(), "me", null)).code())
        .isEqualTo(Code.ILLEGAL_STATUS);
  }

  @Test
  void aRevertCanBeSuspendedAndResumed() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t"), task("b", "t")).build());
    world.succeed("a");
    world.fail("b");
    world.accept(new Command.Suspend(world.moment(), "me"));
    world.succeed("b");
    assertThat(world.state().status()).isEqualTo(FlowStatus.SUSPENDED);
    world.accept(new Command.Resume(world.moment(), "me", null));
    world.accept(new Command.Suspend(world.moment(), "me"));
    world.succeed("a");
    assertThat(world.state().status()).isEqualTo(FlowStatus.REVERTED);
  }

  @Test
  void aRevertThatFailsWhileSuspendingEndsInFailure() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t")).build());
    world.fail("a");
    world.accept(new Command.Suspend(world.moment(), "me"));
    world.fail("a");
    assertThat(world.state().status()).isEqualTo(FlowStatus.FAILURE);
    assertThat(world.reject(new Command.Revert(world.moment(), "me")).code())
        .isEqualTo(Code.ILLEGAL_STATUS);
  }

  @Test
  void resumingWhileSuspendingTakesTheSuspensionBack() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t"), task("b", "t")).build());
    world.accept(new Command.Suspend(world.moment(), "me"));
    world.accept(new Command.Resume(world.moment(), "me", null));
    world.succeed("a");
    assertThat(world.sent()).containsOnlyKeys("b");
  }

  @Test
  void deferredAttemptsRestWhileTheFlowIsSuspended() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t")).build());
    world.refuse("a");
    world.accept(new Command.Suspend(world.moment(), "me"));
    assertThat(world.state().status()).isEqualTo(FlowStatus.SUSPENDED);
    world.pass(Duration.ofSeconds(5));
    assertThat(world.reject(new Command.TimerDue(world.moment(), world.timers().getLast())).code())
        .isEqualTo(Code.ILLEGAL_STATUS);
    world.accept(new Command.Resume(world.moment(), "me", null));
    assertThat(world.sent()).containsOnlyKeys("a");
  }

  @Test
  void revertNowCancelsWhatRunsAndRevertsWhatWasDone() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t"), task("b", "t")).build());
    world.succeed("a");
    world.accept(new Command.Revert(world.moment(), "me"));
    assertThat(cancelled(world.effects)).containsExactly(world.ref("b"));
    assertThat(cancelled(FlowMachine.outstanding(world.state()))).containsExactly(world.ref("b"));
    Decision.Accepted again = world.accept(new Command.Revert(world.moment(), "you"));
    assertThat(cancelled(again.effects())).containsExactly(world.ref("b"));
    world.succeed("b");
    assertThat(world.reject(new Command.Revert(world.moment(), "me")).code())
        .isEqualTo(Code.REDUNDANT);
    assertThat(cancelled(FlowMachine.outstanding(world.state()))).isEmpty();
    world.succeed("b");
    world.succeed("a");
    assertThat(world.state().status()).isEqualTo(FlowStatus.REVERTED);
  }

  @Test
  void whatRunsWhileAnotherFailsIsCancelledOnlyWhenSomebodyWantsIt() {
    MachineWorld world =
        MachineWorld.started(unordered("f", task("a", "t"), task("b", "t")).build());
    world.fail("a");
    assertThat(cancelled(FlowMachine.outstanding(world.state()))).isEmpty();
    assertThat(cancelled(world.accept(new Command.Revert(world.moment(), "me")).effects()))
        .containsExactly(world.ref("b"));
  }

  @Test
  void aFlowAtRestCanBeReverted() {
    MachineWorld ended = MachineWorld.started(linear("f", task("a", "t")).build());
    ended.succeed("a");
    ended.accept(new Command.Revert(ended.moment(), "me"));
    ended.succeed("a");
    assertThat(ended.state().status()).isEqualTo(FlowStatus.REVERTED);
    MachineWorld unstarted = new MachineWorld(linear("f", task("a", "t")).build(), Map.of());
    unstarted.accept(new Command.Revert(unstarted.moment(), "me"));
    assertThat(unstarted.state().status()).isEqualTo(FlowStatus.REVERTED);
  }

  private static List<AttemptRef> cancelled(List<Effect> effects) {
    return effects.stream()
        .filter(Effect.CancelAttempt.class::isInstance)
        .map(effect -> ((Effect.CancelAttempt) effect).attempt())
        .toList();
  }
}
