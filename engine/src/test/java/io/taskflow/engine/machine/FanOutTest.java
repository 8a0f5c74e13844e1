package io.taskflow.engine.machine;

import static io.taskflow.flow.Flows.forEach;
import static io.taskflow.flow.Flows.graph;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static io.taskflow.flow.Retries.forEach;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.engine.control.Controls;
import io.taskflow.engine.machine.Decision.Accepted;
import io.taskflow.engine.plan.FlowCompiler;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.Deciders;
import io.taskflow.flow.FanOut;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A task for each element of a list that is known when the flow runs. */
class FanOutTest {

  private static MachineWorld started(Flow flow, Map<String, Json> store) {
    MachineWorld world = new MachineWorld(flow, store, Controls.NONE, FlowOptions.DEFAULTS);
    world.accept(new Command.Start(world.moment()));
    return world;
  }

  private static Flow files(int limit) {
    return linear(
            "f",
            task("scan", "t").provides("files"),
            forEach("hash", "files", "file", "t", t -> t.requires("salt"))
                .limit(limit)
                .collects("hashes"),
            task("sum", "t").requires("hashes"))
        .build();
  }

  private static final Map<String, Json> SALT = Map.of("salt", Json.of("s"));

  @Test
  void eachItemGetsItsElementAndTheResultsAreCollectedInOrder() {
    MachineWorld world = started(files(10), SALT);
    world.succeed("scan", Json.of(List.of("x", "y", "z")));
    assertThat(world.sent()).containsOnlyKeys("hash[0]", "hash[1]", "hash[2]");
    assertThat(arguments(world, "hash[1]"))
        .isEqualTo(Map.of("file", Json.of("y"), "salt", Json.of("s")));
    world.succeed("hash[2]", Json.of(3));
    world.succeed("hash[0]", Json.of(1));
    assertThat(world.status("sum")).isEqualTo(AtomStatus.PENDING);
    world.succeed("hash[1]", Json.of(2));
    assertThat(arguments(world, "sum")).isEqualTo(Map.of("hashes", Json.of(List.of(1, 2, 3))));
    world.succeed("sum");
    assertThat(world.state().status()).isEqualTo(FlowStatus.SUCCESS);
  }

  private static Map<String, Json> arguments(MachineWorld world, String task) {
    return world.effects.stream()
        .filter(e -> e instanceof Effect.Dispatch d && d.task().equals(task))
        .map(e -> ((Effect.Dispatch) e).arguments())
        .toList()
        .getLast();
  }

  @Test
  void noMoreItemsRunThanTheLimitAllows() {
    MachineWorld world = started(files(2), SALT);
    world.succeed("scan", Json.of(List.of(1, 2, 3, 4, 5)));
    int most = 0;
    while (!world.status("sum").equals(AtomStatus.RUNNING)) {
      most = Math.max(most, world.sent().size());
      world.succeed(world.sent().keySet().iterator().next());
    }
    assertThat(most).isEqualTo(2);
    assertThat(world.state().plan().items(world.plan().atom("hash").orElseThrow())).hasSize(5);
  }

  @Test
  void allItemsAreRevertedWhenOneFails() {
    MachineWorld world = started(files(1), SALT);
    world.succeed("scan", Json.of(List.of(1, 2, 3)));
    world.succeed("hash[0]");
    world.fail("hash[1]");
    world.succeed("hash[1]");
    world.succeed("hash[0]");
    world.succeed("scan");
    assertThat(world.trace)
        .endsWith(
            "hash[1]:FAILURE",
            "hash[1]:REVERTING",
            "hash[1]:REVERTED",
            "hash[0]:REVERTING",
            "hash[0]:REVERTED",
            "hash:REVERTED",
            "scan:REVERTING",
            "scan:REVERTED",
            "flow:REVERTED");
    assertThat(world.status("hash[2]")).isEqualTo(AtomStatus.PENDING);
  }

  @Test
  void anEmptyListHasNoItemsAndAnEmptyListOfResults() {
    MachineWorld world = started(files(3), SALT);
    world.succeed("scan", Json.of(List.of()));
    assertThat(arguments(world, "sum")).isEqualTo(Map.of("hashes", Json.of(List.of())));
  }

  @Test
  void whatIsNoListIsAFailureOfTheFanOut() {
    MachineWorld world = started(files(3), SALT);
    world.succeed("scan", Json.of("x"));
    world.succeed("scan");
    assertThat(world.state().status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(world.atom("hash").failure())
        .hasToString("NOT_FOUND: a list is expected as 'files', but it is something else");
  }

  @Test
  void aFlowThatIsRetriedHasTheItemsOfTheNewList() {
    Flow flow =
        linear("f", forEach("each", "list", "x", "t", t -> t).collects("all"))
            .retry(forEach(List.of(1, 2, 3), List.of(4)).provides("list"))
            .build();
    MachineWorld world = started(flow, Map.of());
    world.succeed("each[0]");
    world.fail("each[1]");
    world.succeed("each[2]");
    for (String item : List.of("each[0]", "each[1]", "each[2]")) {
      world.succeed(item);
    }
    assertThat(world.sent()).containsOnlyKeys("each[0]");
    assertThat(arguments(world, "each[0]")).isEqualTo(Map.of("x", Json.of(4)));
    assertThat(world.plan().atomCount()).isEqualTo(3);
    Accepted last = world.succeed("each[0]");
    assertThat(last.state().status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(Fetch.all(world.plan(), world.state()).get("all"))
        .containsExactly(new Fetch.Value.Present(Json.of(List.of("each[0]"))));
  }

  /** Or another system would take what a later item does for what it has done already. */
  @Test
  void theItemsOfALaterListAreInALaterRound() {
    Flow flow =
        linear("f", forEach("each", "list", "x", "t", t -> t))
            .retry(forEach(List.of(1), List.of(2)).provides("list"))
            .build();
    MachineWorld world = started(flow, Map.of());
    assertThat(world.atom("each[0]").round()).isEqualTo(1);
    world.fail("each[0]");
    world.succeed("each[0]");
    assertThat(world.sent()).containsOnlyKeys("each[0]");
    assertThat(world.atom("each[0]").round()).isEqualTo(2);
  }

  @Test
  void aDeciderAfterAFanOutSeesTheListOfResults() {
    Flow flow =
        graph("f", forEach("each", "list", "x", "t", t -> t), task("after", "t"))
            .link("each", "after", Deciders.when("results.each == [7, 8]"))
            .build();
    MachineWorld world = started(flow, Map.of("list", Json.of(List.of(1, 2))));
    world.succeed("each[0]", Json.of(7));
    world.succeed("each[1]", Json.of(8));
    assertThat(world.status("after")).isEqualTo(AtomStatus.RUNNING);
  }

  @Test
  void theNameOfAFanOutLeavesRoomForThoseOfItsItems() {
    String longest = "n".repeat(FanOut.MAX_FAN_OUT_NAME_LENGTH);
    MachineWorld world =
        started(
            linear("f", forEach(longest, "list", "x", "t", t -> t)).build(),
            Map.of("list", Json.of(List.of(1))));
    assertThat(world.sent()).containsOnlyKeys(longest + "[0]");
    assertThatThrownBy(() -> forEach(longest + "n", "list", "x", "t", t -> t).toItem())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fan-out");
  }

  @Test
  void theItemsOfAllFanOutsHaveRoomInOneFlowTogether() {
    Flow flow =
        unordered(
                "f",
                forEach("a", "list", "x", "t", t -> t).limit(1),
                forEach("b", "list", "x", "t", t -> t).limit(1))
            .build();
    Json list = Json.of(Collections.nCopies(Flow.MAX_TASKS / 2, 0));
    FlowPlan plan = FlowCompiler.compile(flow, Set.of("list"), Controls.NONE);
    FlowState begin =
        FlowMachine.begin(
            plan,
            new FlowEvent.FlowSubmitted(
                Instant.EPOCH,
                new FlowId("f1"),
                "f",
                "hash",
                Map.of("list", list),
                FlowOptions.DEFAULTS));
    Decision decision =
        FlowMachine.decide(begin, new Command.Start(new Moment(Instant.EPOCH, "s")));
    FlowState state = ((Accepted) decision).state();
    assertThat(state.plan().atomCount()).isEqualTo(2 + Flow.MAX_TASKS / 2);
    Failure failure = state.atom(plan.atom("b").orElseThrow()).failure();
    assertThat(failure.code()).isEqualTo(FailureCode.TOO_LARGE);
    assertThat(failure.message()).contains("100,000 elements", "room for 99,998", "200,000 tasks");
  }
}
