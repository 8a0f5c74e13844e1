package io.taskflow.engine.machine;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.machine.Effect.Dispatch;
import io.taskflow.engine.machine.FlowEvent.AttemptInDoubt;
import io.taskflow.flow.AttemptPolicy;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** When it is certain that no worker has begun an attempt, and when it is not. */
class DoubtTest {

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Flow FLOW = linear("f", task("a", "t")).build();
  private static final Flow LIMITED = linear("f", task("a", "t").scheduleToStart(LIMIT)).build();

  @Test
  void aRequestThatComesBackWasBegunByNobody() {
    MachineWorld world = MachineWorld.started(FLOW);
    comesBack(world);
    world.accept(new Command.Revert(world.moment(), "test"));
    assertThat(world.trace).endsWith("a:PENDING", "flow:REVERTED");
  }

  @Test
  void aRequestThatWasSentAgainAndComesBackMayHaveBeenBegunBefore() {
    MachineWorld world = MachineWorld.started(FLOW);
    world.accept(sendAgain(world));
    comesBack(world);
    world.accept(new Command.Revert(world.moment(), "test"));
    assertThat(world.status("a")).isEqualTo(AtomStatus.REVERTING);
  }

  @Test
  void aRequestThatComesBackWhenItIsNotWantedAnyMoreMayHaveBeenBegunBefore() {
    MachineWorld world = MachineWorld.started(FLOW);
    world.accept(sendAgain(world));
    world.accept(new Command.Revert(world.moment(), "test"));
    comesBack(world);
    assertThat(world.status("a")).isEqualTo(AtomStatus.REVERTING);
  }

  @Test
  void aRequestThatTheTransportHasSentTwiceMayHaveBeenBegunBeforeItCameBack() {
    MachineWorld world = MachineWorld.started(FLOW);
    AttemptToken token = world.ref("a").token();
    world.accept(new Command.SentTwice(world.moment(), "a", token, "the connection was lost"));
    comesBack(world);
    world.accept(new Command.Revert(world.moment(), "test"));
    assertThat(world.status("a")).isEqualTo(AtomStatus.REVERTING);
  }

  @Test
  void aWorkerThatRefusesOneOfTwoCopiesKnowsNothingOfTheOther() {
    MachineWorld world = MachineWorld.started(FLOW);
    world.accept(sendAgain(world));
    world.refuse("a");
    world.accept(new Command.Revert(world.moment(), "test"));
    assertThat(world.status("a")).isEqualTo(AtomStatus.REVERTING);
  }

  @Test
  void theDoubtHoldsForLaterAttemptsUntilTheTaskIsRunAnew() {
    MachineWorld world = MachineWorld.started(FLOW);
    world.accept(sendAgain(world));
    comesBack(world);
    world.timersDue(Duration.ofSeconds(1));
    comesBack(world);
    world.timersDue(MachineWorld.PLACEMENT_LIMIT);
    comesBack(world);
    assertThat(world.atom("a").failure().code()).isEqualTo(FailureCode.UNKNOWN_TOPIC);
    assertThat(world.status("a")).isEqualTo(AtomStatus.REVERTING);
    world.succeed("a");
    world.accept(new Command.Rerun(world.moment(), "test", null));
    assertThat(world.atom("a").begun()).isFalse();
  }

  @Test
  void whatIsSentAgainHasItsTokenAndIsNotedFirst() {
    MachineWorld world = MachineWorld.started(FLOW);
    AttemptRef ref = world.ref("a");
    Decision.Accepted decision = world.accept(sendAgain(world));
    assertThat(decision.events())
        .containsExactly(new AttemptInDoubt(world.moment().at(), "a", ref.token(), "lost"));
    assertThat(decision.effects()).containsExactly(dispatch(ref));
    assertThat(world.ref("a")).isEqualTo(ref);
  }

  @Test
  void whatIsNotOpenAnyMoreIsNotSentAgain() {
    MachineWorld world = MachineWorld.started(FLOW);
    Command again = sendAgain(world);
    comesBack(world);
    world.reject(again);
    world.timersDue(Duration.ofSeconds(1));
    world.reject(again);
    world.succeed("a");
    world.reject(again);
  }

  @Test
  void anAttemptThatIsNotHeardOfInTimeMayHaveBeenBegun() {
    MachineWorld world = MachineWorld.started(LIMITED);
    world.timersDue(LIMIT.plus(Deadlines.GRACE));
    assertThat(world.atom("a").failure().code()).isEqualTo(FailureCode.EXPIRED);
    assertThat(world.effects).anyMatch(Effect.CancelAttempt.class::isInstance);
    assertThat(world.status("a")).isEqualTo(AtomStatus.REVERTING);
  }

  @Test
  void anAttemptThatIsNotHeardOfInTimeAndFollowedByAnotherMayHaveBeenBegun() {
    MachineWorld world =
        MachineWorld.started(
            linear(
                    "f",
                    task("a", "t")
                        .scheduleToStart(LIMIT)
                        .attempts(AttemptPolicy.attempts(2).retryOn("EXPIRED")))
                .build());
    world.timersDue(LIMIT.plus(Deadlines.GRACE));
    world.timersDue(Duration.ofMinutes(1));
    comesBack(world);
    world.accept(new Command.Revert(world.moment(), "test"));
    assertThat(world.status("a")).isEqualTo(AtomStatus.REVERTING);
  }

  @Test
  void anAttemptThatAWorkerTakesTooLateWasBegunByNobody() {
    MachineWorld world = MachineWorld.started(LIMITED);
    world.fail("a", Failure.of(FailureCode.EXPIRED, "too late"));
    assertThat(world.trace).endsWith("a:FAILURE", "a:REVERTED", "flow:REVERTED");
  }

  @Test
  void anAttemptThatWasSentTwiceAndIsTakenTooLateMayHaveBeenBegun() {
    MachineWorld world = MachineWorld.started(LIMITED);
    world.accept(sendAgain(world));
    world.fail("a", Failure.of(FailureCode.EXPIRED, "too late"));
    assertThat(world.status("a")).isEqualTo(AtomStatus.REVERTING);
  }

  @Test
  void anAttemptThatRestsWhenItsTimeIsOverWasBegunByNobody() {
    MachineWorld world = MachineWorld.started(LIMITED);
    world.pass(LIMIT.plus(Duration.ofMillis(1_990)));
    comesBack(world);
    world.timersDue(Duration.ofMillis(20));
    assertThat(world.trace).endsWith("a:FAILURE", "a:REVERTED", "flow:REVERTED");
  }

  @Test
  void aRequestThatIsOutCanNotBePassedOver() {
    MachineWorld world = MachineWorld.started(FLOW);
    comesBack(world);
    world.timersDue(Duration.ofSeconds(1));
    Command skip = new Command.SkipTask(world.moment(), "a", "test", "not needed");
    assertThat(world.reject(skip).code()).isEqualTo(Decision.Code.IN_HAND);
    comesBack(world);
    world.accept(new Command.SkipTask(world.moment(), "a", "test", "not needed"));
    assertThat(world.state().status()).isEqualTo(FlowStatus.SUCCESS);
  }

  @Test
  void aRevertMayWaitAsLongAsOneThatNobodyTakes() {
    MachineWorld world = MachineWorld.started(LIMITED);
    world.timersDue(LIMIT.plus(Deadlines.GRACE));
    world.timersDue(MachineWorld.PLACEMENT_LIMIT);
    assertThat(world.status("a")).isEqualTo(AtomStatus.REVERTING);
    world.timersDue(Deadlines.GRACE);
    assertThat(world.atom("a").revertFailure().code()).isEqualTo(FailureCode.EXPIRED);
    assertThat(world.state().status()).isEqualTo(FlowStatus.FAILURE);
  }

  private static Dispatch dispatch(AttemptRef ref) {
    return new Dispatch(ref.task(), ref.token(), new TreeMap<>(Map.<String, Json>of()));
  }

  private static Command.SendAgain sendAgain(MachineWorld world) {
    return new Command.SendAgain(world.moment(), List.of(dispatch(world.ref("a"))), "lost");
  }

  private static void comesBack(MachineWorld world) {
    world.accept(
        new Command.Undeliverable(
            world.moment(), "a", world.ref("a").token(), FailureCode.UNKNOWN_TOPIC, "no queue"));
  }
}
