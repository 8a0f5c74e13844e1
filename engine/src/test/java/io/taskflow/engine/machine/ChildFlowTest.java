package io.taskflow.engine.machine;

import static io.taskflow.engine.machine.ChildCases.BROKEN;
import static io.taskflow.engine.machine.ChildCases.STUCK;
import static io.taskflow.engine.machine.ChildCases.begun;
import static io.taskflow.engine.machine.ChildCases.child;
import static io.taskflow.engine.machine.ChildCases.childOf;
import static io.taskflow.engine.machine.ChildCases.flow;
import static io.taskflow.engine.machine.ChildCases.lastTold;
import static io.taskflow.engine.machine.ChildCases.told;
import static io.taskflow.flow.Flows.childFlow;
import static io.taskflow.flow.Flows.forEachFlow;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.control.Controls;
import io.taskflow.engine.machine.Decision.Code;
import io.taskflow.flow.AttemptPolicy;
import io.taskflow.flow.Flow;
import io.taskflow.flow.Retries;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Signal;
import io.taskflow.protocol.TaskReply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A child flow as its parent's machine sees it: what the child is told, and what its answer does.
 */
class ChildFlowTest {

  @Test
  void aChildIsBegunWithItsArgumentsAndTheSettingsOfItsParent() {
    MachineWorld world = begun(child());

    assertThat(lastTold(world))
        .isEqualTo(
            new Signal.StartChild(
                childOf(world, "child"),
                world.ref("child"),
                MachineWorld.SUB,
                Map.of("sub", MachineWorld.SUB),
                new TreeMap<>(Map.of("x", Json.of(7))),
                MachineWorld.PLACEMENT_LIMIT,
                false,
                false));
    assertThat(world.status("child")).isEqualTo(AtomStatus.RUNNING);
  }

  @Test
  void itsResultIsTakenApartByMember() {
    MachineWorld world = begun(child());
    world.succeed("child", Json.of(Map.of("y", 3, "z", 4)));

    assertThat(world.effects)
        .filteredOn(Effect.Dispatch.class::isInstance)
        .last()
        .extracting(e -> ((Effect.Dispatch) e).arguments())
        .isEqualTo(new TreeMap<>(Map.of("y", Json.of(3))));
    world.succeed("after");
    assertThat(world.state().status()).isEqualTo(FlowStatus.SUCCESS);
  }

  @Test
  void aChildThatFailedIsToldToRevertLikeATask() {
    MachineWorld world = begun(child());
    FlowId child = childOf(world, "child");
    world.fail("child", BROKEN);

    assertThat(lastTold(world))
        .isEqualTo(new Signal.RevertChild(child, world.ref("child"), "'child' failed"));
    assertThat(world.ref("child").action()).isEqualTo(Action.REVERT);
    world.succeed("child", Json.NULL);
    world.succeed("before");
    assertThat(world.state().status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(world.atom("child").currentFailure()).isEqualTo(BROKEN);
  }

  @Test
  void aChildThatIsDoneIsRevertedWithItsParent() {
    MachineWorld world = begun(child());
    world.succeed("child", Json.of(Map.of("y", 1)));
    world.fail("after");
    world.succeed("after");

    assertThat(lastTold(world)).isInstanceOf(Signal.RevertChild.class);
    world.fail("child", BROKEN);
    assertThat(world.status("child")).isEqualTo(AtomStatus.REVERT_FAILURE);
    assertThat(world.state().status()).isEqualTo(FlowStatus.FAILURE);
  }

  @Test
  void whatIsNotRevertibleStays() {
    MachineWorld world = begun(child().notRevertible());
    world.succeed("child", Json.of(Map.of("y", 1)));
    world.fail("after");
    world.succeed("after");
    world.succeed("before");

    assertThat(told(world)).hasSize(1);
    assertThat(world.state().status()).isEqualTo(FlowStatus.REVERTED);
  }

  @Test
  void anAttemptAfterAFailureIsANewChild() {
    MachineWorld world =
        begun(child().attempts(AttemptPolicy.attempts(2).backoff(Duration.ZERO, 1, Duration.ZERO)));
    FlowId first = childOf(world, "child");
    world.fail("child", BROKEN);

    assertThat(world.status("child")).isEqualTo(AtomStatus.RUNNING);
    assertThat(childOf(world, "child")).isNotEqualTo(first);
    assertThat(told(world)).hasSize(2);
  }

  @Test
  void aChildThatLeftSomethingIsRevertedAndNotFollowedByAnotherWhateverThePolicySays() {
    MachineWorld world = begun(child().attempts(AttemptPolicy.attempts(2).retryOn("CHILD_FAILED")));
    FlowId first = childOf(world, "child");
    world.fail("child", STUCK);

    assertThat(world.status("child")).isEqualTo(AtomStatus.REVERTING);
    assertThat(lastTold(world)).isInstanceOf(Signal.RevertChild.class);
    assertThat(childOf(world, "child")).isEqualTo(first);
  }

  @Test
  void aPersonCanNotBeginAnotherChildWhileTheFirstLeftSomethingButSayWhatCameOfIt() {
    FlowOptions options = FlowOptions.DEFAULTS.withNeverResolve(true);
    MachineWorld world = new MachineWorld(flow(child()), Map.of(), Controls.NONE, options);
    world.accept(new Command.Start(world.moment()));
    world.succeed("before", Json.of(7));
    FlowId first = childOf(world, "child");
    world.fail("child", STUCK);
    assertThat(world.state().status()).isEqualTo(FlowStatus.FAILURE);

    assertThat(
            world.reject(new Command.RetryTask(world.moment(), "child", Map.of(), "me", "")).code())
        .isEqualTo(Code.MAY_HAVE_RUN);
    assertThat(Attention.of(world.state()).getFirst().possible())
        .doesNotContain(Operation.RETRY)
        .contains(Operation.RESOLVE, Operation.REVERT);

    Json result = Json.of(Map.of("y", 8));
    world.accept(new Command.ResolveTask(world.moment(), "child", result, "me", ""));
    assertThat(world.status("after")).isEqualTo(AtomStatus.RUNNING);
    assertThat(childOf(world, "child")).isEqualTo(first);
  }

  @Test
  void aCancelledChildThatLeftSomethingIsKnownByItsAnswer() {
    Failure wrapped =
        new Failure(
            FailureCode.TIMED_OUT, List.of("TIMED_OUT"), "too long", "", true, List.of(STUCK));

    assertThat(ChildAnswer.leftSomething(wrapped)).isTrue();
    assertThat(ChildAnswer.leftSomething(BROKEN)).isFalse();
  }

  @Test
  void aRetryAroundItRevertsItAndBeginsANewChild() {
    MachineWorld world =
        MachineWorld.started(
            linear("f", childFlow("child", "sub"), task("after", "t"))
                .retry(Retries.times(2))
                .build());
    FlowId first = childOf(world, "child");
    world.succeed("child");
    world.fail("after");
    world.succeed("after");
    assertThat(lastTold(world))
        .isEqualTo(new Signal.RevertChild(first, world.ref("child"), world.state().reason()));
    world.succeed("child");

    assertThat(childOf(world, "child")).isNotEqualTo(first);
    assertThat(world.atom("child").round()).isEqualTo(2);
  }

  @Test
  void aNameThatWasNotRegisteredIsAFailureOfTheAtom() {
    MachineWorld world = MachineWorld.started(linear("f", childFlow("child", "other")).build());

    assertThat(world.atom("child").failure())
        .isEqualTo(
            Failure.of(
                FailureCode.NOT_FOUND,
                "the flow 'other' was not registered when this flow was submitted"));
    assertThat(told(world)).isEmpty();
    assertThat(world.state().status()).isEqualTo(FlowStatus.REVERTED);
  }

  @Test
  void aChildForEachElementGetsItsElementAndTheResultsAreCollected() {
    Flow flow =
        linear(
                "f",
                forEachFlow("bill", "customers", "customer", "sub", c -> c.inject("year", 2026))
                    .collects("bills"),
                task("sum", "t").requires("bills"))
            .build();
    MachineWorld world =
        new MachineWorld(
            flow,
            Map.of("customers", Json.of(List.of("a", "b"))),
            Controls.NONE,
            FlowOptions.DEFAULTS);
    world.accept(new Command.Start(world.moment()));

    assertThat(told(world))
        .extracting(message -> ((Signal.StartChild) message).arguments().get("customer"))
        .containsExactly(Json.of("a"), Json.of("b"));
    assertThat(childOf(world, "bill[0]")).isNotEqualTo(childOf(world, "bill[1]"));
    world.succeed("bill[1]", Json.of(2));
    world.succeed("bill[0]", Json.of(1));
    assertThat(world.effects)
        .filteredOn(Effect.Dispatch.class::isInstance)
        .extracting(e -> ((Effect.Dispatch) e).arguments().get("bills"))
        .containsExactly(Json.of(List.of(1, 2)));
  }

  @Test
  void onlyTheEndOfAChildEndsItsAttempt() {
    MachineWorld world = begun(child());
    TaskReply started = new TaskReply.Started(world.ref("child"), "w", Instant.EPOCH);
    assertThat(world.reject(world.reply(started)).code()).isEqualTo(Code.REDUNDANT);
    assertThat(
            world
                .reject(
                    new Command.AttemptLost(
                        world.moment(), "child", world.ref("child").token(), "gone"))
                .code())
        .isEqualTo(Code.STALE_ATTEMPT);
  }

  @Test
  void aChildThatIsAtWorkIsLookedAfterItself() {
    MachineWorld world = begun(child());

    for (Command command :
        List.of(
            new Command.RetryTask(world.moment(), "child", Map.of(), "ada", "slow"),
            new Command.ResolveTask(world.moment(), "child", Json.NULL, "ada", "slow"),
            new Command.SkipTask(world.moment(), "child", "ada", "slow"))) {
      assertThat(world.reject(command).code()).isEqualTo(Decision.Code.IN_HAND);
    }
  }
}
