package io.taskflow.engine.machine;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.control.Controls;
import io.taskflow.engine.machine.Decision.Accepted;
import io.taskflow.engine.machine.Decision.Code;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What people do about atoms that do not get on. */
class OperatingTest {

  private static final String WHO = "ada";
  private static final String WHY = "ticket 4711";

  @Test
  void aRevertThatFailedIsTriedAgainWithTheResultAndTheFailures() {
    MachineWorld world = failedRevert();

    Accepted accepted = world.accept(retry(world, "a"));

    assertThat(accepted.effects()).hasSize(1).first().isInstanceOf(Effect.Dispatch.class);
    assertThat(world.ref("a").action()).isEqualTo(Action.REVERT);
    assertThat(world.atom("a").result()).isEqualTo(Json.of("a"));
    assertThat(world.state().currentFailures()).containsOnlyKeys("b");
    world.succeed("a");
    assertThat(world.state().status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(world.atom("a").handling().note())
        .isEqualTo(new Handling.Note(Operation.RETRY, WHO, WHY, world.moment().at()));
  }

  @Test
  void aRevertThatFailsAgainFailsTheFlowAgain() {
    MachineWorld world = failedRevert();
    world.accept(retry(world, "a"));

    world.fail("a");

    assertThat(world.state().status()).isEqualTo(FlowStatus.FAILURE);
    assertThat(Attention.of(world.state())).hasSize(1);
  }

  @Test
  void whatFailedIsListedWithTheReasonAndWhatCanBeDone() {
    MachineWorld world = failedRevert();

    List<Attention> listed = Attention.of(world.state());

    assertThat(listed).hasSize(1);
    Attention one = listed.getFirst();
    assertThat(one.atom()).isEqualTo("a");
    assertThat(one.action()).isEqualTo(Action.REVERT);
    assertThat(one.trouble()).isEqualTo(Trouble.REVERT_FAILED);
    assertThat(one.reason()).isEqualTo("its revert failed: TASK_FAILED: a broke");
    assertThat(one.possible())
        .containsExactlyInAnyOrder(
            Operation.RETRY, Operation.RESOLVE, Operation.SKIP, Operation.DISMISS, Operation.RERUN);
  }

  @Test
  void aRevertThatFailedIsResolvedByHandAndWhatComesBeforeIsReverted() {
    MachineWorld world = failedRevertInTheMiddle();

    world.accept(new Command.ResolveTask(world.moment(), "b", Json.of("by hand"), WHO, WHY));

    assertThat(world.atom("b").revertResult()).isEqualTo(Json.of("by hand"));
    assertThat(world.ref("a").action()).isEqualTo(Action.REVERT);
    world.succeed("a");
    assertThat(world.state().status()).isEqualTo(FlowStatus.REVERTED);
  }

  @Test
  void aRevertThatFailedIsSkippedAndRemembered() {
    MachineWorld world = failedRevertInTheMiddle();

    world.accept(new Command.SkipTask(world.moment(), "b", WHO, WHY));

    assertThat(world.status("b")).isEqualTo(AtomStatus.REVERTED);
    assertThat(world.atom("b").revertFailure()).isNotNull();
    assertThat(Attention.of(world.state())).isEmpty();
    assertThat(world.ref("a").action()).isEqualTo(Action.REVERT);
  }

  @Test
  void oneOfTwoRevertsIsTriedAgainWhileTheOtherWaitsForSomebody() {
    MachineWorld world =
        MachineWorld.started(
            unordered("f", task("a", "t"), task("b", "t"), task("c", "t")).build());
    world.succeed("a");
    world.succeed("b");
    world.fail("c");
    world.fail("a");
    world.fail("b");
    world.succeed("c");

    world.accept(retry(world, "a"));
    world.succeed("a");

    assertThat(world.state().status()).isEqualTo(FlowStatus.FAILURE);
    assertThat(Attention.of(world.state())).extracting(Attention::atom).containsExactly("b");
  }

  @Test
  void otherArgumentsHoldForTheRevertTooAndUntilTheTaskBeginsAnew() {
    Flow flow = linear("f", task("a", "t").requires("host"), task("b", "t")).build();
    MachineWorld world = unresolved(flow, Map.of("host", Json.of("old")));
    world.fail("a");

    world.accept(retry(world, "a", Map.of("host", Json.of("new"))));

    assertThat(argument(world, "a", Action.EXECUTE)).isEqualTo(Json.of("new"));
    assertThat(world.atom("a").round()).isEqualTo(2);
    world.succeed("a");
    assertThat(argument(world, "a", Action.REVERT)).isEqualTo(Json.of("new"));
    world.succeed("b");
    world.accept(new Command.Reset(world.moment(), WHO));
    world.accept(new Command.Start(world.moment()));
    assertThat(argument(world, "a", Action.EXECUTE)).isEqualTo(Json.of("old"));
  }

  @Test
  void argumentsThatTheTaskDoesNotTakeAreRefused() {
    MachineWorld world = failedRevert();

    assertThat(world.reject(retry(world, "a", Map.of("nonsense", Json.of(1)))).code())
        .isEqualTo(Code.UNKNOWN_ARGUMENT);
  }

  @Test
  void aParkedRequestIsSentAtOnceWithNewLimits() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t")).build());
    world.refuse("a");
    world.pass(Duration.ofSeconds(9));
    assertThat(Attention.of(world.state()))
        .extracting(Attention::trouble)
        .containsExactly(Trouble.PARKED);

    world.accept(retry(world, "a"));

    assertThat(world.sent()).containsOnlyKeys("a");
    world.pass(Duration.ofSeconds(9));
    world.refuse("a");
    assertThat(world.status("a")).as("a limit of its own").isEqualTo(AtomStatus.RUNNING);
  }

  @Test
  void aParkedRequestOfASuspendedFlowIsNotSent() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t")).build());
    world.refuse("a");
    world.accept(new Command.Suspend(world.moment(), WHO));

    assertThat(world.reject(retry(world, "a")).code()).isEqualTo(Code.ILLEGAL_STATUS);
  }

  @Test
  void aParkedRequestIsResolvedWithAResultThatOthersGet() {
    MachineWorld world =
        MachineWorld.started(
            linear("f", task("a", "t").provides("x"), task("b", "t").requires("x")).build());
    world.refuse("a");

    world.accept(new Command.ResolveTask(world.moment(), "a", Json.of(7), WHO, WHY));

    assertThat(argument(world, "b", Action.EXECUTE, "x")).isEqualTo(Json.of(7));
  }

  @Test
  void aParkedRequestIsSkippedAndWhatComesAfterRuns() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t"), task("b", "t")).build());
    world.refuse("a");

    world.accept(new Command.SkipTask(world.moment(), "a", WHO, WHY));

    assertThat(world.status("a")).isEqualTo(AtomStatus.IGNORE);
    world.succeed("b");
    assertThat(world.state().status()).isEqualTo(FlowStatus.SUCCESS);
  }

  @Test
  void whatMayHaveRunIsNotSkipped() {
    MachineWorld world = unresolved(linear("f", task("a", "t")).build(), Map.of());
    world.fail("a");

    assertThat(world.reject(new Command.SkipTask(world.moment(), "a", WHO, WHY)).code())
        .isEqualTo(Code.MAY_HAVE_RUN);
  }

  @Test
  void aRequestThatIsOutIsNotSentTwiceButCanBeResolved() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t")).build());
    assertThat(world.reject(retry(world, "a")).code()).isEqualTo(Code.IN_HAND);

    Accepted accepted =
        world.accept(new Command.ResolveTask(world.moment(), "a", Json.of(1), WHO, WHY));

    assertThat(accepted.effects()).hasSize(1).first().isInstanceOf(Effect.CancelAttempt.class);
    assertThat(world.state().status()).isEqualTo(FlowStatus.SUCCESS);
  }

  @Test
  void aFailureThatWasNotResolvedIsResolvedByHand() {
    MachineWorld world = unresolved(linear("f", task("a", "t"), task("b", "t")).build(), Map.of());
    world.fail("a");

    world.accept(new Command.ResolveTask(world.moment(), "a", Json.of(1), WHO, WHY));

    assertThat(world.state().status()).isEqualTo(FlowStatus.RUNNING);
    world.succeed("b");
    assertThat(world.state().status()).isEqualTo(FlowStatus.SUCCESS);
  }

  @Test
  void aFlowWithAFailureThatWasNotResolvedCanBeReverted() {
    MachineWorld world = unresolved(linear("f", task("a", "t"), task("b", "t")).build(), Map.of());
    world.succeed("a");
    world.fail("b");

    world.accept(new Command.Revert(world.moment(), WHO, WHY));
    world.succeed("b");
    world.succeed("a");

    assertThat(world.state().status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(world.events)
        .anyMatch(
            e ->
                e instanceof FlowEvent.RevertDecided r
                    && r.reason().equals("revert asked for by ada: ticket 4711"));
  }

  @Test
  void aPoisonedRequestIsListedUntilSomebodyHasSeenIt() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t")).build());
    world.fail("a", Failure.of(FailureCode.POISON_REQUEST, "delivered 5 times"));
    world.succeed("a");
    assertThat(world.state().status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(Attention.of(world.state()))
        .extracting(Attention::trouble)
        .containsExactly(Trouble.POISONED);

    world.accept(new Command.DismissTask(world.moment(), "a", WHO, WHY));

    assertThat(Attention.of(world.state())).isEmpty();
    assertThat(world.state().status()).isEqualTo(FlowStatus.REVERTED);
  }

  @Test
  void whatNobodyBeganInTimeIsListedAsExpired() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t")).build());
    world.pass(MachineWorld.PLACEMENT_LIMIT);
    world.refuse("a");

    assertThat(Attention.of(world.state()))
        .extracting(Attention::trouble)
        .containsExactly(Trouble.EXPIRED);
  }

  private static MachineWorld failedRevert() {
    MachineWorld world = MachineWorld.started(linear("f", task("a", "t"), task("b", "t")).build());
    world.succeed("a");
    world.fail("b");
    world.succeed("b");
    world.fail("a");
    assertThat(world.state().status()).isEqualTo(FlowStatus.FAILURE);
    return world;
  }

  private static MachineWorld failedRevertInTheMiddle() {
    MachineWorld world =
        MachineWorld.started(linear("f", task("a", "t"), task("b", "t"), task("c", "t")).build());
    world.succeed("a");
    world.succeed("b");
    world.fail("c");
    world.succeed("c");
    world.fail("b");
    return world;
  }

  private static MachineWorld unresolved(Flow flow, Map<String, Json> store) {
    MachineWorld world =
        new MachineWorld(flow, store, Controls.NONE, FlowOptions.DEFAULTS.withNeverResolve(true));
    world.accept(new Command.Start(world.moment()));
    return world;
  }

  private static Command retry(MachineWorld world, String task) {
    return retry(world, task, Map.of());
  }

  private static Command retry(MachineWorld world, String task, Map<String, Json> arguments) {
    return new Command.RetryTask(world.moment(), task, arguments, WHO, WHY);
  }

  private static Json argument(MachineWorld world, String task, Action action) {
    return argument(world, task, action, "host");
  }

  private static Json argument(MachineWorld world, String task, Action action, String name) {
    int atom = world.plan().atom(task).orElseThrow();
    return ((Lookup.Outcome.Found) Lookup.arguments(world.plan(), world.state(), atom, action))
        .arguments()
        .get(name);
  }
}
