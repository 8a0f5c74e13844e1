package io.taskflow.engine.machine;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.control.Controls;
import io.taskflow.flow.AttemptPolicy;
import io.taskflow.flow.Flow;
import io.taskflow.flow.Retries;
import io.taskflow.flow.TaskBuilder;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskReply;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Attempts that rest: what they take, and what becomes of them when the flow turns. */
class DeferralTest {

  private static final AttemptPolicy TWICE =
      AttemptPolicy.attempts(2)
          .backoff(Duration.ofSeconds(10), 1, Duration.ofSeconds(10))
          .jitter(0);

  private static TaskBuilder twice(String name) {
    return task(name, "t").attempts(TWICE);
  }

  private static TaskReply failed(AttemptRef ref) {
    return new TaskReply.Failed(
        ref, "w", Instant.EPOCH, Failure.of(FailureCode.TASK_FAILED, "again"));
  }

  @Test
  void aFailureThatIsToldTwiceCountsOnce() {
    MachineWorld world = MachineWorld.started(linear("f", twice("a")).build());
    AttemptRef first = world.ref("a");
    world.fail("a");
    assertThat(world.reject(world.reply(failed(first))).code())
        .isEqualTo(Decision.Code.STALE_ATTEMPT);
    world.timersDue(Duration.ofSeconds(10));
    world.succeed("a");
    assertThat(world.state().status()).isEqualTo(FlowStatus.SUCCESS);
  }

  @Test
  void anAttemptThatRestsDoesNotExpire() {
    MachineWorld world =
        MachineWorld.started(
            linear(
                    "f",
                    twice("a").scheduleToStart(Duration.ofSeconds(3)),
                    task("b", "t")
                        .delay(Duration.ofMinutes(1))
                        .scheduleToStart(Duration.ofSeconds(3)))
                .build());
    world.fail("a");
    world.timersDue(Duration.ofSeconds(9));
    assertThat(world.atom("a").failure()).isNull();
    world.timersDue(Duration.ofSeconds(1));
    world.succeed("a");
    world.timersDue(Duration.ofSeconds(30));
    assertThat(world.status("b")).isEqualTo(AtomStatus.RUNNING);
    world.timersDue(Duration.ofSeconds(30));
    world.succeed("b");
    assertThat(world.state().status()).isEqualTo(FlowStatus.SUCCESS);
  }

  @Test
  void aRevertThatRestsGoesOnWhenASuspendedFlowIsReverted() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t"), task("b", "t")).build());
    world.succeed("a");
    world.fail("b");
    world.succeed("b");
    world.refuse("a");
    world.accept(new Command.Suspend(world.moment(), "test"));
    assertThat(world.state().status()).isEqualTo(FlowStatus.SUSPENDED);
    world.accept(new Command.Revert(world.moment(), "test"));
    world.succeed("a");
    assertThat(world.state().status()).isEqualTo(FlowStatus.REVERTED);
  }

  @Test
  void whatWasBegunIsRevertedThoughItsNextAttemptWasRefused() {
    MachineWorld world = MachineWorld.started(unordered("f", twice("a"), task("b", "t")).build());
    world.fail("a");
    world.timersDue(Duration.ofSeconds(10));
    world.fail("b");
    world.refuse("a");
    assertThat(world.status("a")).isEqualTo(AtomStatus.REVERTING);
  }

  @Test
  void aFlowThatStopsBeginsNothingThatRests() {
    Flow flow = unordered("f", task("a", "t"), task("b", "t").delay(Duration.ofHours(1))).build();
    MachineWorld world =
        new MachineWorld(
            flow, Map.of(), Controls.NONE, FlowOptions.DEFAULTS.withNeverResolve(true));
    world.accept(new Command.Start(world.moment()));
    world.fail("a");
    assertThat(world.state().status()).isEqualTo(FlowStatus.FAILURE);
    assertThat(world.status("b")).isEqualTo(AtomStatus.PENDING);
  }

  @Test
  void aFlowThatIsRunAgainHasItsWholeTime() {
    Flow flow = linear("f", task("a", "t")).retry(Retries.times(2)).build();
    FlowOptions options =
        FlowOptions.DEFAULTS.withNeverResolve(true).withDeadline(Duration.ofMinutes(1));
    MachineWorld world = new MachineWorld(flow, Map.of(), Controls.NONE, options);
    world.accept(new Command.Start(world.moment()));
    world.fail("a");
    world.pass(Duration.ofHours(1));
    world.accept(new Command.Rerun(world.moment(), "test", options.withNeverResolve(false)));
    world.succeed("a");
    world.timersDue(Duration.ofSeconds(59));
    assertThat(world.atom("a").intention()).isEqualTo(Intention.EXECUTE);
    world.timersDue(Duration.ofSeconds(1));
    assertThat(world.atom("a").intention()).isEqualTo(Intention.REVERT);
  }

  @Test
  void theFirstDispatchOfADelayedTaskIsItsFirstAttempt() {
    MachineWorld world =
        MachineWorld.started(
            linear("f", task("a", "t").delay(Duration.ofMinutes(1)).attempts(TWICE)).build());
    assertThat(world.atom("a").attempts()).isZero();
    assertThat(world.events).noneMatch(DeferralTest::isAnnouncedAttempt);
    world.timersDue(Duration.ofMinutes(1));
    assertThat(world.atom("a").attempts()).isEqualTo(1);
    assertThat(world.events).filteredOn(DeferralTest::isAnnouncedAttempt).hasSize(1);
    world.fail("a");
    world.timersDue(Duration.ofSeconds(10));
    assertThat(world.atom("a").attempts()).isEqualTo(2);
    assertThat(world.events).filteredOn(DeferralTest::isAnnouncedAttempt).hasSize(1);
  }

  private static boolean isAnnouncedAttempt(FlowEvent event) {
    return event instanceof FlowEvent.AttemptOpened && event.announcements() == 1;
  }

  @Test
  void aDelayedTaskThatNobodyTakesIsOfferedAgainAsSoonAsAnyOther() {
    MachineWorld delayed =
        MachineWorld.started(linear("f", task("a", "t").delay(Duration.ofMinutes(1))).build());
    delayed.timersDue(Duration.ofMinutes(1));
    assertThat(wait(delayed, "a")).isLessThan(Duration.ofMillis(250));
  }

  @Test
  void requestsThatNobodyTakesDoNotComeBackTogetherEachTime() {
    MachineWorld world =
        MachineWorld.started(unordered("f", task("a", "t"), task("b", "t")).build());
    Duration wait = wait(world, "a");
    assertThat(wait).isBetween(Duration.ofMillis(125), Duration.ofMillis(250));
    assertThat(wait(world, "b")).isNotEqualTo(wait);
  }

  private static Duration wait(MachineWorld world, String task) {
    world.refuse(task);
    return Duration.between(world.moment().at(), world.atom(task).open().deferral().until());
  }

  @Test
  void aTaskThatLacksAnArgumentIsNotAttemptedAgainWhateverItsPolicySays() {
    Flow flow =
        linear(
                "f",
                task("a", "t").providesMembers("x"),
                task("b", "t").requires("x").attempts(TWICE.retryOn("NOT_FOUND")))
            .build();
    MachineWorld world = MachineWorld.started(flow);
    world.succeed("a", Json.of(Map.of("y", 1)));
    assertThat(world.atom("b").failure().code()).isEqualTo(FailureCode.NOT_FOUND);
    assertThat(world.events).noneMatch(FlowEvent.AttemptFailed.class::isInstance);
    assertThat(world.atom("b").intention()).isEqualTo(Intention.REVERT);
  }
}
