package io.taskflow.engine.machine;

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
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the machine makes of what it hears, and does not hear, of an attempt. */
class AttemptTest {

  private static final Instant ANY_TIME = Instant.EPOCH;

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
    world.fireTimers();
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
  void anAttemptThatNobodyIsHeardToBeginInTimeExpiresAndIsReverted() {
    MachineWorld world =
        MachineWorld.started(
            linear("f", task("a", "t").scheduleToStart(Duration.ofSeconds(5))).build());
    world.pass(Duration.ofSeconds(8));
    world.fireTimers();
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
    world.fireTimers();
    assertThat(world.atom("a").failure().code()).isEqualTo(FailureCode.TIMED_OUT);
    assertThat(world.status("a")).isEqualTo(AtomStatus.REVERTING);
  }

  @Test
  void w03ALeaseThatIsRenewedHoldsAndOneThatLapsesMakesANewAttempt() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t")).build());
    AttemptRef ref = world.ref("a");
    Duration lease = Duration.ofSeconds(30);
    world.accept(world.reply(new TaskReply.Leased(ref, "w", ANY_TIME, lease)));
    Timer first = world.timers().getLast();
    world.pass(Duration.ofSeconds(20));
    world.accept(world.reply(new TaskReply.Leased(ref, "w", ANY_TIME, lease)));
    world.pass(Duration.ofSeconds(15));
    assertThat(world.reject(new Command.TimerDue(world.moment(), first)).code())
        .isEqualTo(Code.REDUNDANT);
    world.pass(Duration.ofSeconds(20));
    world.fireTimers();
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
    world.fireTimers();
    assertThat(world.atom("a").failure().code()).isEqualTo(FailureCode.WORKER_LOST);
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
}
