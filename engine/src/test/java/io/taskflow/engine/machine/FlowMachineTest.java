package io.taskflow.engine.machine;

import static io.taskflow.flow.Flows.graph;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.machine.Decision.Code;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.OnWorkerLoss;
import io.taskflow.protocol.TaskReply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the machine answers, case by case. */
class FlowMachineTest {

  private static final Instant ANY_TIME = Instant.EPOCH;

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
  void w06OnlyTheTokenOfTheOpenAttemptCounts() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t")).build());
    AttemptRef ref = world.ref("a");
    AttemptRef stranger =
        new AttemptRef(ref.flow(), "a", Action.EXECUTE, new AttemptToken("other"));
    assertThat(world.reject(succeeded(world, stranger)).code()).isEqualTo(Code.STALE_ATTEMPT);
    AttemptRef otherAction = new AttemptRef(ref.flow(), "a", Action.REVERT, ref.token());
    assertThat(world.reject(succeeded(world, otherAction)).code()).isEqualTo(Code.STALE_ATTEMPT);
    AttemptRef unknown = new AttemptRef(ref.flow(), "z", Action.EXECUTE, ref.token());
    assertThat(world.reject(succeeded(world, unknown)).code()).isEqualTo(Code.UNKNOWN_TASK);
    world.succeed("a");
    assertThat(world.reject(succeeded(world, ref)).code()).isEqualTo(Code.STALE_ATTEMPT);
  }

  @Test
  void w06ALateAnswerToAnExecuteDoesNotEndItsRevert() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t")).build());
    AttemptRef execute = world.ref("a");
    world.fail("a");
    assertThat(world.status("a")).isEqualTo(AtomStatus.REVERTING);
    assertThat(world.reject(succeeded(world, execute)).code()).isEqualTo(Code.STALE_ATTEMPT);
    assertThat(world.status("a")).isEqualTo(AtomStatus.REVERTING);
  }

  @Test
  void w11AnswersInTheWrongOrderAreTakenOrRefusedAndNothingElseHappens() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t"), task("b", "t")).build());
    AttemptRef first = world.ref("a");
    world.succeed("a"); // without saying before that it has started
    assertThat(world.reject(progress(world, first, "w1", 1, 0.5)).code())
        .isEqualTo(Code.STALE_ATTEMPT);
    assertThat(world.reject(succeeded(world, first)).code()).isEqualTo(Code.STALE_ATTEMPT);
    assertThat(world.status("b")).isEqualTo(AtomStatus.RUNNING);
    world.succeed("b");
    assertThat(world.state().status()).isEqualTo(FlowStatus.SUCCESS);
  }

  private static Command.Reply succeeded(MachineWorld world, AttemptRef ref) {
    return world.reply(new TaskReply.Succeeded(ref, "w", ANY_TIME, Json.NULL));
  }

  @Test
  void progressGoesForwardOnlyAndAnotherWorkerBeginsAnew() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t")).build());
    AttemptRef ref = world.ref("a");
    world.accept(progress(world, ref, "w1", 5, 0.5));
    assertThat(world.reject(progress(world, ref, "w1", 4, 0.4)).code()).isEqualTo(Code.REDUNDANT);
    world.accept(progress(world, ref, "w2", 1, 0.1));
    assertThat(world.atom("a").progress()).isEqualTo(0.1);
  }

  private static Command.Reply progress(
      MachineWorld world, AttemptRef ref, String worker, long sequence, double progress) {
    return world.reply(new TaskReply.Progressed(ref, worker, ANY_TIME, sequence, progress, null));
  }

  @Test
  void aRefusedRequestIsSentAgainWithANewTokenAndFailsAtTheLimit() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t"), task("b", "t")).build());
    world.succeed("a");
    AttemptToken first = world.ref("b").token();
    world.refuse("b");
    assertThat(world.sent()).isEmpty();
    world.pass(Duration.ofSeconds(1));
    fireTimers(world);
    assertThat(world.ref("b").token()).isNotEqualTo(first);
    assertThat(world.atom("b").attempts()).isEqualTo(2);
    world.pass(MachineWorld.PLACEMENT_LIMIT);
    world.refuse("b");
    assertThat(world.atom("b").failure().code()).isEqualTo(FailureCode.UNKNOWN_TASK_TYPE);
    assertThat(world.status("b")).as("nobody began it").isEqualTo(AtomStatus.REVERTED);
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

  @Test
  void anAttemptThatNobodyIsHeardToBeginInTimeExpiresAndIsReverted() {
    MachineWorld world =
        MachineWorld.started(
            linear("f", task("a", "t").scheduleToStart(Duration.ofSeconds(5))).build());
    world.pass(Duration.ofSeconds(8));
    fireTimers(world);
    assertThat(world.atom("a").failure().code()).isEqualTo(FailureCode.EXPIRED);
    assertThat(world.effects).anyMatch(Effect.CancelAttempt.class::isInstance);
    world.succeed("a");
    assertThat(world.trace).endsWith("a:FAILURE", "a:REVERTING", "a:REVERTED", "flow:REVERTED");
  }

  @Test
  void anAttemptThatRunsTooLongFailsAndIsReverted() {
    MachineWorld world =
        MachineWorld.started(
            linear("f", task("a", "t").startToClose(Duration.ofSeconds(5))).build());
    world.accept(world.reply(new TaskReply.Started(world.ref("a"), "w", ANY_TIME)));
    world.pass(Duration.ofSeconds(8));
    fireTimers(world);
    assertThat(world.atom("a").failure().code()).isEqualTo(FailureCode.TIMED_OUT);
    assertThat(world.status("a")).isEqualTo(AtomStatus.REVERTING);
  }

  @Test
  void w03ALeaseThatIsRenewedHoldsAndOneThatLapsesMakesANewAttempt() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t")).build());
    AttemptRef ref = world.ref("a");
    Duration lease = Duration.ofSeconds(30);
    world.accept(world.reply(new TaskReply.Leased(ref, "w", ANY_TIME, lease)));
    Timer first = timers(world).getLast();
    world.pass(Duration.ofSeconds(20));
    world.accept(world.reply(new TaskReply.Leased(ref, "w", ANY_TIME, lease)));
    world.pass(Duration.ofSeconds(15));
    assertThat(world.reject(new Command.TimerDue(world.moment(), first)).code())
        .isEqualTo(Code.REDUNDANT);
    world.pass(Duration.ofSeconds(20));
    fireTimers(world);
    assertThat(world.ref("a").token()).isNotEqualTo(ref.token());
    assertThat(world.reject(succeeded(world, ref)).code()).isEqualTo(Code.STALE_ATTEMPT);
  }

  @Test
  void aLapsedLeaseFailsATaskThatMustNotRunAgain() {
    MachineWorld world =
        MachineWorld.started(linear("f", task("a", "t").onWorkerLoss(OnWorkerLoss.FAIL)).build());
    world.accept(
        world.reply(new TaskReply.Leased(world.ref("a"), "w", ANY_TIME, Duration.ofSeconds(1))));
    world.pass(Duration.ofSeconds(2));
    fireTimers(world);
    assertThat(world.atom("a").failure().code()).isEqualTo(FailureCode.WORKER_LOST);
  }

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
    assertThat(world.reject(new Command.TimerDue(world.moment(), timers(world).getLast())).code())
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

  @Test
  void aRequestThatCanNotBeSentIsAFailure() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t")).build());
    world.accept(
        new Command.Undeliverable(
            world.moment(), "a", world.ref("a").token(), FailureCode.TOO_LARGE, "300 KB"));
    assertThat(world.atom("a").failure()).isEqualTo(Failure.of(FailureCode.TOO_LARGE, "300 KB"));
    assertThat(world.state().status()).isEqualTo(FlowStatus.REVERTED);
  }

  @Test
  void whatIsOutstandingIsTheSameRequestWithTheSameToken() {
    MachineWorld world =
        MachineWorld.started(
            unordered("f", task("a", "t"), task("b", "t"), task("c", "t")).build());
    world.succeed("a");
    world.accept(world.reply(new TaskReply.Started(world.ref("b"), "w", ANY_TIME)));
    assertThat(FlowMachine.outstanding(world.state()))
        .containsExactly(
            new Effect.Dispatch("b", world.ref("b").token(), new TreeMap<>()),
            new Effect.Dispatch("c", world.ref("c").token(), new TreeMap<>()));
  }

  private static List<AttemptRef> cancelled(List<Effect> effects) {
    return effects.stream()
        .filter(Effect.CancelAttempt.class::isInstance)
        .map(effect -> ((Effect.CancelAttempt) effect).attempt())
        .toList();
  }

  private static List<Timer> timers(MachineWorld world) {
    return world.effects.stream()
        .filter(Effect.SetTimer.class::isInstance)
        .map(effect -> ((Effect.SetTimer) effect).timer())
        .toList();
  }

  /** Hands back every timer that is due; those that have been overtaken are rejected. */
  private static void fireTimers(MachineWorld world) {
    for (Timer timer : timers(world)) {
      Command.TimerDue due = new Command.TimerDue(world.moment(), timer);
      if (!timer.at().isAfter(due.moment().at())
          && FlowMachine.decide(world.state(), due) instanceof Decision.Accepted) {
        world.accept(due);
      }
    }
  }
}
