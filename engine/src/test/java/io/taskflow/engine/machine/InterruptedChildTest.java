package io.taskflow.engine.machine;

import static io.taskflow.engine.machine.ChildCases.BROKEN;
import static io.taskflow.engine.machine.ChildCases.begun;
import static io.taskflow.engine.machine.ChildCases.child;
import static io.taskflow.engine.machine.ChildCases.childOf;
import static io.taskflow.engine.machine.ChildCases.lastTold;
import static io.taskflow.engine.machine.ChildCases.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.machine.Decision.Code;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Message;
import io.taskflow.protocol.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What a child flow is told when its parent is reverted or suspended, or has waited for too long,
 * and what the child's answer does then.
 */
class InterruptedChildTest {

  @Test
  void aRevertNowIsPassedOnAndSettledWhenTheChildHasReverted() {
    MachineWorld world = begun(child());
    FlowId child = childOf(world, "child");
    world.accept(new Command.Revert(world.moment(), "anna"));

    assertThat(lastTold(world))
        .isEqualTo(new Signal.RevertChild(child, world.ref("child"), "revert asked for by anna"));
    assertThat(world.status("child")).isEqualTo(AtomStatus.RUNNING);
    world.fail("child", BROKEN);
    Failure failure = world.atom("child").failure();
    assertThat(failure).isNotNull();
    assertThat(failure.code()).isEqualTo(FailureCode.CANCELLED);
    assertThat(failure.causes()).containsExactly(BROKEN);
    world.succeed("child");
    world.succeed("before");
    assertThat(world.state().status()).isEqualTo(FlowStatus.REVERTED);
  }

  @Test
  void aChildThatSucceedsBeforeItHearsThatItIsCancelledIsRevertedThen() {
    MachineWorld world = begun(child());
    world.accept(new Command.Revert(world.moment(), "anna"));
    world.succeed("child", Json.of(Map.of("y", 1)));

    assertThat(world.ref("child").action()).isEqualTo(Action.REVERT);
  }

  @Test
  void pastItsLimitAChildIsCancelledAndHasTimedOutWhenItHasReverted() {
    MachineWorld world = begun(child().startToClose(Duration.ofMinutes(1)));
    Timer limit = timer(world, Timer.Kind.START_TO_CLOSE);
    assertThat(world.reject(new Command.TimerDue(world.moment(), limit)).code())
        .isEqualTo(Code.REDUNDANT);
    world.pass(Duration.ofMinutes(1));
    world.accept(new Command.TimerDue(world.moment(), limit));

    assertThat(lastTold(world)).isInstanceOf(Signal.RevertChild.class);
    assertThat(world.reject(new Command.TimerDue(world.moment(), limit)).code())
        .isEqualTo(Code.REDUNDANT);
    world.fail("child", BROKEN);
    Failure failure = world.atom("child").failure();
    assertThat(failure).isNotNull();
    assertThat(failure.code()).isEqualTo(FailureCode.TIMED_OUT);
    assertThat(failure.message()).isEqualTo("ran longer than its limit of PT1M");
  }

  private static Timer timer(MachineWorld world, Timer.Kind kind) {
    return world.timers().stream().filter(timer -> timer.kind() == kind).toList().getLast();
  }

  @Test
  void aChildThatIsNotHeardOfIsToldAgainAndLessOften() {
    MachineWorld world = begun(child());
    Message start = lastTold(world);
    Message goOn = new Signal.HoldChild(childOf(world, "child"), world.ref("child"), false);
    world.pass(Duration.ofSeconds(30));
    world.accept(new Command.TimerDue(world.moment(), timer(world, Timer.Kind.CHILD)));
    assertThat(told(world)).containsExactly(start, start, goOn);
    Instant asked = world.moment().at();
    assertThat(timer(world, Timer.Kind.CHILD).at()).isEqualTo(asked.plusSeconds(60));

    world.accept(new Command.Revert(world.moment(), "anna"));
    Message revert = lastTold(world);
    world.pass(Duration.ofSeconds(60));
    world.accept(new Command.TimerDue(world.moment(), timer(world, Timer.Kind.CHILD)));
    assertThat(told(world)).containsExactly(start, start, goOn, revert, start, revert, goOn);
  }

  @Test
  void aParentRestsAtOnceAndItsChildrenAreSuspendedAndResumedWithIt() {
    MachineWorld world = begun(child());
    FlowId child = childOf(world, "child");
    world.accept(new Command.Suspend(world.moment(), "anna"));
    assertThat(lastTold(world)).isEqualTo(new Signal.HoldChild(child, world.ref("child"), true));
    assertThat(world.state().status()).isEqualTo(FlowStatus.SUSPENDED);

    world.accept(new Command.Resume(world.moment(), "anna", null));
    assertThat(lastTold(world)).isEqualTo(new Signal.HoldChild(child, world.ref("child"), false));
    assertThat(world.state().status()).isEqualTo(FlowStatus.RUNNING);
  }

  @Test
  void anAnswerCountsWhileTheParentRests() {
    MachineWorld world = begun(child());
    world.accept(new Command.Suspend(world.moment(), "anna"));
    world.succeed("child", Json.of(Map.of("y", 1)));
    assertThat(world.state().status()).isEqualTo(FlowStatus.SUSPENDED);

    world.accept(new Command.Resume(world.moment(), "anna", null));
    assertThat(world.sent()).containsOnlyKeys("after");
  }

  @Test
  void aRevertWakesASuspendedParentAndItsChild() {
    MachineWorld world = begun(child());
    world.accept(new Command.Suspend(world.moment(), "anna"));
    world.accept(new Command.Revert(world.moment(), "anna"));

    assertThat(lastTold(world)).isInstanceOf(Signal.RevertChild.class);
    assertThat(told(world)).filteredOn(Signal.HoldChild.class::isInstance).hasSize(1);
  }

  @Test
  void whatHasToBeDoneAgainIsToTellTheChildAgain() {
    MachineWorld world = begun(child());
    assertThat(FlowMachine.outstanding(world.state()))
        .contains(new Effect.Send(childOf(world, "child"), lastTold(world)));
    world.accept(new Command.Revert(world.moment(), "anna"));
    assertThat(FlowMachine.outstanding(world.state()))
        .contains(new Effect.Send(childOf(world, "child"), lastTold(world)));
  }
}
