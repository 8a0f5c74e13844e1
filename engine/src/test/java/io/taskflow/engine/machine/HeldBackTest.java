package io.taskflow.engine.machine;

import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.flow.AttemptPolicy;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requests for which there is no room. */
class HeldBackTest {

  private static final Duration MOMENT = Duration.ofMillis(10);

  private static Flow three() {
    return unordered("f", task("a", "t"), task("b", "t"), task("c", "t")).build();
  }

  private static MachineWorld started(int limit, Flow flow) {
    MachineWorld world = new MachineWorld(flow, Map.of());
    world.limitRequests(limit);
    world.accept(new Command.Start(world.moment()));
    return world;
  }

  @Test
  void whatFindsNoRoomRestsUntilItsTimerFindsSome() {
    MachineWorld world = started(2, three());
    assertThat(world.sent()).containsOnlyKeys("a", "b");
    assertThat(world.atom("c").open()).isNotNull().matches(OpenAttempt::restsForRoom);
    assertThat(world.status("c")).isEqualTo(AtomStatus.RUNNING);

    world.timersDue(MOMENT);
    assertThat(world.sent()).as("there is no room yet").containsOnlyKeys("a", "b");

    world.succeed("a");
    world.timersDue(MOMENT);
    assertThat(world.sent()).containsOnlyKeys("b", "c");
    assertThat(world.sent().get("c").number()).as("its first request").isEqualTo(1);
    world.succeed("b");
    world.succeed("c");
    assertThat(world.state().status()).isEqualTo(FlowStatus.SUCCESS);
  }

  @Test
  void itIsSentThoughTheClockOfItsNewOwnerIsBehind() {
    MachineWorld world = started(2, three());
    world.succeed("a");
    world.timersDue(Duration.ofHours(-1));
    assertThat(world.sent()).containsOnlyKeys("b", "c");
  }

  @Test
  void limitsOfTimeCountFromWhenItIsSent() {
    Duration limit = Duration.ofSeconds(5);
    MachineWorld world =
        started(
            1,
            unordered(
                    "f", task("a", "t"), task("b", "t").scheduleToStart(limit).startToClose(limit))
                .build());
    world.timersDue(Duration.ofHours(1));
    assertThat(world.status("b")).isEqualTo(AtomStatus.RUNNING);
    world.succeed("a");
    world.timersDue(MOMENT);
    assertThat(world.sent()).containsOnlyKeys("b");
    world.timersDue(limit);
    assertThat(world.status("b")).isEqualTo(AtomStatus.RUNNING);
    world.timersDue(limit);
    assertThat(world.atom("b").failure()).extracting(Failure::code).isEqualTo(FailureCode.EXPIRED);
  }

  @Test
  void aSuspendedFlowDoesNotWaitForItAndGoesOnWithIt() {
    MachineWorld world = started(1, three());
    world.accept(new Command.Suspend(world.moment(), "me"));
    world.succeed("a");
    assertThat(world.state().status()).isEqualTo(FlowStatus.SUSPENDED);
    world.effects.clear();

    world.accept(new Command.Resume(world.moment(), "me", null));

    assertThat(world.sent()).containsOnlyKeys("b");
    assertThat(world.effects)
        .anyMatch(e -> e instanceof Effect.SetTimer set && "c".equals(set.timer().task()));
  }

  @Test
  void whatNobodyBeganIsNotRevertedWhenTheFlowIs() {
    MachineWorld world = started(1, three());
    world.succeed("a");
    world.timersDue(MOMENT);
    world.fail("b");
    assertThat(world.status("c")).isEqualTo(AtomStatus.PENDING);
    world.timersDue(MOMENT);
    world.timersDue(MOMENT);
    assertThat(world.sent()).as("reverts, one after the other").hasSize(1);
    for (int i = 0; !world.state().status().ended(); i++) {
      assertThat(i).isLessThan(10);
      world.sent().keySet().forEach(world::succeed);
      world.timersDue(MOMENT);
    }
    assertThat(world.state().status()).isEqualTo(FlowStatus.REVERTED);
  }

  @Test
  void oneThatWasBegunAndIsHeldBackIsRevertedWithItsFailure() {
    AttemptPolicy policy =
        AttemptPolicy.attempts(3).backoff(Duration.ofSeconds(1), 1, Duration.ofSeconds(1));
    MachineWorld world =
        started(1, unordered("f", task("a", "t").attempts(policy), task("b", "t")).build());
    world.fail("a");
    world.timersDue(MOMENT);
    assertThat(world.sent()).as("it has taken the room").containsOnlyKeys("b");
    world.timersDue(Duration.ofSeconds(2));
    OpenAttempt held = world.atom("a").open();
    assertThat(held).isNotNull().matches(OpenAttempt::restsForRoom);
    assertThat(held.failures()).isEqualTo(1);

    world.accept(new Command.Revert(world.moment(), "me"));

    assertThat(world.atom("a").failure())
        .extracting(Failure::code)
        .isEqualTo(FailureCode.TASK_FAILED);
  }

  @Test
  void aRequestThatNobodyTookIsSentAgainWithoutRoom() {
    MachineWorld world = started(1, three());
    world.refuse("a");
    world.timersDue(MOMENT);
    assertThat(world.sent()).containsOnlyKeys("b");
    world.timersDue(MachineWorld.PLACEMENT_LIMIT.dividedBy(2));
    assertThat(world.sent()).containsOnlyKeys("a", "b");
  }

  @Test
  void oneThatNobodyTakesIsListedUntilAWorkerBegins() {
    MachineWorld world = started(2, three());
    Command.AttemptsParked.Parked parked =
        new Command.AttemptsParked.Parked("a", world.ref("a").token(), "nobody is there");
    world.accept(new Command.AttemptsParked(world.moment(), List.of(parked)));

    Attention item = Attention.of(world.state()).getFirst();
    assertThat(item.trouble()).isEqualTo(Trouble.PARKED);
    assertThat(item.atom()).isEqualTo("a");
    assertThat(item.reason()).isEqualTo("nobody is there");
    assertThat(item.possible()).contains(Operation.RESOLVE).doesNotContain(Operation.RETRY);

    world.accept(
        world.reply(
            new io.taskflow.protocol.TaskReply.Started(world.ref("a"), "w", world.moment().at())));
    assertThat(Attention.of(world.state())).isEmpty();
    world.reject(new Command.AttemptsParked(world.moment(), List.of()));
  }
}
