package io.taskflow.controller.watch;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.FlowEvent.AttemptOpened;
import io.taskflow.engine.machine.FlowEvent.TaskSucceeded;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.machine.Intention;
import io.taskflow.engine.runtime.FlowInspection;
import io.taskflow.engine.runtime.FlowInspection.TaskInspection;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The tree of a flow at a moment. */
class FlowTreeTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static final FlowTree PLAIN = new FlowTree((colour, text) -> text);

  private static final Flow FLOW =
      linear("trip", task("plan", "t"), unordered("both", task("car", "t"), task("room", "t")))
          .build();

  @Test
  void itShowsFlowsAndTasksWithProgressTimesAndAttempts() {
    FlowTimes times = new FlowTimes();
    times.add(
        List.of(
            opened("plan", 1, 0),
            new TaskSucceeded(NOON.plusMillis(350), "plan", "w", Json.NULL),
            opened("car", 1, 1_000),
            opened("car", 2, 3_000)));
    assertThat(PLAIN.lines(Sight.of(FLOW, now(), times), at(5), 20))
        .containsExactly(
            "RUNNING    trip  1 of 3 done  5.0 s",
            "  SUCCESS        plan                         350 ms",
            "  both",
            "    RUNNING        car                          [####------] 40 %  4.0 s  attempt 2  waits for a free worker",
            "    PENDING        room");
  }

  @Test
  void whereThereIsLittleRoomItShowsWhatGoesOn() {
    List<String> lines = PLAIN.lines(Sight.of(FLOW, now(), new FlowTimes()), at(5), 4);
    assertThat(lines).hasSize(2).last().asString().contains("RUNNING        car");
  }

  @Test
  void whatIsInAChildFlowStandsBelowTheTaskThatItIs() {
    FlowTimes times = new FlowTimes();
    times.add(List.of(opened("plan", 1, 0)));
    Sight child = Sight.of(FLOW, now(), times);
    Sight parent = child.with(Map.of("car", child.with(Map.of("plan", child))));
    assertThat(PLAIN.lines(parent, at(2), 30))
        .startsWith(
            "RUNNING    trip  1 of 3 done  2.0 s",
            "  SUCCESS        plan                         2.0 s",
            "  both",
            "    RUNNING        car                          [####------] 40 %  waits for a free worker",
            "      SUCCESS        plan                         2.0 s",
            "        SUCCESS        plan                         2.0 s",
            "        both",
            "          RUNNING        car                          [####------] 40 %  waits for a free worker",
            "          PENDING        room",
            "      both")
        .hasSize(13);
    assertThat(PLAIN.lines(parent, at(2), 8))
        .as("where there is little room")
        .hasSize(3)
        .last()
        .asString()
        .startsWith("        RUNNING        car");
  }

  @Test
  void coloursTakeNoRoomWhenALineIsCut() {
    String painted = "\033[32m" + "x".repeat(100) + "\033[0m";
    assertThat(new TerminalSize(24, 40).cut(painted))
        .isEqualTo("\033[32m" + "x".repeat(39) + "\033[0m");
  }

  private static AttemptOpened opened(String task, int number, long afterMillis) {
    return new AttemptOpened(
        NOON.plusMillis(afterMillis),
        task,
        Action.EXECUTE,
        1,
        number,
        new AttemptToken("0123456789abcdef"));
  }

  private static Instant at(int seconds) {
    return NOON.plusSeconds(seconds);
  }

  private static FlowInspection now() {
    FlowRow row =
        new FlowRow(
            new FlowId("f"), "trip", "hash", 0, FlowStatus.RUNNING, Map.of(), NOON, NOON, null);
    return new FlowInspection(
        row,
        Map.of(),
        List.of(
            seen("plan", AtomStatus.SUCCESS, 1.0, null),
            seen("car", AtomStatus.RUNNING, 0.4, "a free worker"),
            seen("room", AtomStatus.PENDING, 0.0, null)),
        List.of());
  }

  private static TaskInspection seen(
      String name, AtomStatus status, double progress, @Nullable String waitingFor) {
    return new TaskInspection(
        name,
        "t",
        "default",
        status,
        Intention.EXECUTE,
        1,
        1,
        progress,
        null,
        null,
        null,
        null,
        waitingFor,
        null,
        null,
        null);
  }
}
