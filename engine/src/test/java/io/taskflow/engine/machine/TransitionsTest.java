package io.taskflow.engine.machine;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static io.taskflow.flow.Retries.named;
import static io.taskflow.flow.Retries.times;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.control.Controls;
import io.taskflow.engine.control.RetryController;
import io.taskflow.engine.control.RetryDecision;
import io.taskflow.engine.machine.Transitions.OfAtom;
import io.taskflow.engine.machine.Transitions.OfFlow;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskReply;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Legal changes of status that no recorded flow of TaskFlow walks: how each comes about. */
class TransitionsTest {

  private static final Flow ONE = linear("f", task("a", "t")).build();
  private static final Flow TWO = linear("f", task("a", "t"), task("b", "t")).build();
  private static final Flow SIDE_BY_SIDE = unordered("f", task("a", "t"), task("b", "t")).build();

  private static void assertWalked(MachineWorld world, FlowStatus from, FlowStatus to) {
    assertThat(world.walked).contains(new OfFlow(from, to));
  }

  private static void assertWalked(MachineWorld world, AtomStatus from, AtomStatus to) {
    assertThat(world.walked).contains(new OfAtom(from, to));
  }

  private static void reset(MachineWorld world) {
    world.accept(new Command.Reset(world.moment(), "me"));
  }

  private static void lease(MachineWorld world, String task) {
    world.accept(
        world.reply(
            new TaskReply.Leased(world.ref(task), "w", Instant.EPOCH, Duration.ofSeconds(1))));
  }

  @Test
  void aFlowThatIsResumedBeforeItHasComeToRestRuns() {
    MachineWorld world = MachineWorld.started(TWO);
    world.accept(new Command.Suspend(world.moment(), "me"));
    world.accept(new Command.Resume(world.moment(), "me", null));
    assertWalked(world, FlowStatus.SUSPENDING, FlowStatus.RUNNING);
  }

  @Test
  void aFlowWhoseLastRevertFailsBeforeItHasComeToRestIsFailure() {
    MachineWorld world = MachineWorld.started(ONE);
    world.fail("a");
    world.accept(new Command.Suspend(world.moment(), "me"));
    world.fail("a");
    assertWalked(world, FlowStatus.SUSPENDING, FlowStatus.FAILURE);
  }

  @Test
  void aFlowWhoseLastRevertSucceedsBeforeItHasComeToRestIsReverted() {
    MachineWorld world = MachineWorld.started(ONE);
    world.fail("a");
    world.accept(new Command.Suspend(world.moment(), "me"));
    world.succeed("a");
    assertWalked(world, FlowStatus.SUSPENDING, FlowStatus.REVERTED);
  }

  @Test
  void aFlowThatSucceededCanBeReset() {
    MachineWorld world = MachineWorld.started(ONE);
    world.succeed("a");
    reset(world);
    assertWalked(world, FlowStatus.SUCCESS, FlowStatus.PENDING);
  }

  @Test
  void aFlowIsResetThoughItsRevertFailed() {
    MachineWorld world = MachineWorld.started(ONE);
    world.fail("a");
    world.fail("a");
    reset(world);
    assertWalked(world, FlowStatus.FAILURE, FlowStatus.PENDING);
    assertWalked(world, AtomStatus.REVERT_FAILURE, AtomStatus.PENDING);
  }

  @Test
  void aTaskIsResetThoughItsFailureWasNotResolved() {
    MachineWorld world =
        new MachineWorld(ONE, Map.of(), Controls.NONE, FlowOptions.DEFAULTS.withNeverResolve(true));
    world.accept(new Command.Start(world.moment()));
    world.fail("a");
    assertThat(world.state().status()).isEqualTo(FlowStatus.FAILURE);
    reset(world);
    assertWalked(world, AtomStatus.FAILURE, AtomStatus.PENDING);
  }

  @Test
  void aTaskIsResetThoughItsRevertWasLost() {
    MachineWorld world = MachineWorld.started(SIDE_BY_SIDE);
    world.succeed("a");
    world.fail("b");
    lease(world, "b");
    world.fail("a");
    world.timersDue(Duration.ofSeconds(2));
    assertThat(world.state().status()).isEqualTo(FlowStatus.FAILURE);
    assertThat(world.status("b")).isEqualTo(AtomStatus.REVERTING);
    reset(world);
    assertWalked(world, AtomStatus.REVERTING, AtomStatus.PENDING);
  }

  @Test
  void aRequestThatNobodyTakesIsWithdrawnWhenTheFlowIsReverted() {
    MachineWorld world = MachineWorld.started(SIDE_BY_SIDE);
    world.refuse("a");
    world.accept(new Command.Revert(world.moment(), "me"));
    assertWalked(world, AtomStatus.RUNNING, AtomStatus.PENDING);
  }

  /** Has no opinion on failures. */
  private record Undecided() implements RetryController {
    @Override
    public Json execute(Call call) {
      return Json.NULL;
    }

    @Override
    public RetryDecision onFailure(Call call) {
      throw new IllegalStateException("undecided");
    }
  }

  @Test
  void aRetryThatCanNotDecideFails() {
    Controls controls = Controls.builder().retry("undecided", settings -> new Undecided()).build();
    Flow flow = linear("f", task("a", "t")).retry(named("undecided", null)).build();
    MachineWorld world = new MachineWorld(flow, Map.of(), controls, FlowOptions.DEFAULTS);
    world.accept(new Command.Start(world.moment()));
    world.fail("a");
    assertWalked(world, AtomStatus.SUCCESS, AtomStatus.FAILURE);
  }

  @Test
  void aTaskThatHasNoRevertIsRevertedAtOnce() {
    MachineWorld world =
        MachineWorld.started(
            linear("f", task("a", "t").notRevertible(), task("b", "t").notRevertible()).build());
    world.succeed("a");
    world.fail("b");
    assertWalked(world, AtomStatus.SUCCESS, AtomStatus.REVERTED);
  }

  @Test
  void aTaskThatHasNoRevertAndWasLostIsRevertedAtOnce() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t").notRevertible()).build());
    lease(world, "a");
    world.accept(new Command.Revert(world.moment(), "me"));
    world.timersDue(Duration.ofSeconds(2));
    assertWalked(world, AtomStatus.RUNNING, AtomStatus.REVERTED);
  }

  /** Only a part of a decision is kept, and then something else fails outside. */
  @Test
  void aRetryThatWasLeftRetryingIsReverted() {
    MachineWorld world =
        MachineWorld.started(
            unordered("f", linear("g", task("a", "t")).retry(times(2)), task("b", "t")).build());
    world.fail("a");
    world.succeed("a");
    world.forgetAfter(
        e ->
            e instanceof FlowEvent.RetryStatusChanged changed
                && changed.to() == AtomStatus.RETRYING);
    world.fail("b");
    assertThat(world.status("g_retry")).isEqualTo(AtomStatus.REVERTED);
    assertWalked(world, AtomStatus.RETRYING, AtomStatus.REVERTING);
  }

  @Test
  void whatNobodyBeganAndWasNotResolvedIsPassedOver() {
    MachineWorld world =
        new MachineWorld(ONE, Map.of(), Controls.NONE, FlowOptions.DEFAULTS.withNeverResolve(true));
    world.accept(new Command.Start(world.moment()));
    world.pass(MachineWorld.PLACEMENT_LIMIT);
    world.refuse("a");
    world.accept(new Command.SkipTask(world.moment(), "a", "me", "not needed"));
    assertThat(world.state().status()).isEqualTo(FlowStatus.SUCCESS);
    assertWalked(world, AtomStatus.FAILURE, AtomStatus.IGNORE);
  }
}
