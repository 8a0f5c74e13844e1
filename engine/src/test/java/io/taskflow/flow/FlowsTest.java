package io.taskflow.flow;

import static io.taskflow.flow.Flows.graph;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.flow.TaskSpec.Provides;
import io.taskflow.flow.TaskSpec.Timeouts;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.OnWorkerLoss;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FlowsTest {

  @Test
  void aTaskHasDefaults() {
    assertThat(task("hash", "files.hash").build())
        .isEqualTo(
            new TaskSpec(
                "hash",
                "files.hash",
                "1.0",
                "default",
                List.of(),
                List.of(),
                new Provides.Nothing(),
                Map.of(),
                Map.of(),
                true,
                null,
                null,
                AttemptPolicy.ONCE,
                AttemptPolicy.ONCE,
                Duration.ZERO,
                Timeouts.NONE,
                OnWorkerLoss.REDISPATCH,
                null));
  }

  @Test
  void everythingAboutATaskCanBeSaid() {
    TaskSpec built =
        task("hash", "files.hash")
            .version("2.1")
            .topic("io")
            .requires("path")
            .requires("algorithm")
            .optional("limit")
            .provides("ignored")
            .providesMembers("sum", "size")
            .rebind("path", "file")
            .inject("algorithm", "SHA-256")
            .notRevertible()
            .revertRequires("sum")
            .revertRebind("sum", "old")
            .scheduleToStart(Duration.ofMinutes(1))
            .startToClose(Duration.ofSeconds(2))
            .heartbeat(Duration.ofMillis(3))
            .onWorkerLoss(OnWorkerLoss.FAIL)
            .priority(9)
            .build();
    assertThat(built)
        .isEqualTo(
            new TaskSpec(
                "hash",
                "files.hash",
                "2.1",
                "io",
                List.of("path", "algorithm"),
                List.of("limit"),
                new Provides.Keyed(List.of("sum", "size")),
                Map.of("path", "file"),
                Map.of("algorithm", new Json("\"SHA-256\"")),
                false,
                List.of("sum"),
                Map.of("sum", "old"),
                AttemptPolicy.ONCE,
                AttemptPolicy.ONCE,
                Duration.ZERO,
                new Timeouts(Duration.ofMinutes(1), Duration.ofSeconds(2), Duration.ofMillis(3)),
                OnWorkerLoss.FAIL,
                9));
  }

  @Test
  void buildersAreTakenWhereItemsAre() {
    TaskSpec a = task("a", "t").build();
    Flow flow =
        linear("f", a, unordered("g", task("b", "t")))
            .add(graph("h", task("c", "t"), task("d", "t")).link("c", "d"))
            .addAll(List.of(task("e", "t")))
            .build();
    assertThat(flow)
        .isEqualTo(
            new LinearFlow(
                "f",
                null,
                List.of(
                    a,
                    new UnorderedFlow("g", null, List.of(task("b", "t").build())),
                    new GraphFlow(
                        "h",
                        null,
                        List.of(task("c", "t").build(), task("d", "t").build()),
                        List.of(new GraphFlow.Link("c", "d", null)),
                        null),
                    task("e", "t").build())));
  }

  @Test
  void whatWasBuiltOrAddedDoesNotChangeWithItsBuilder() {
    TaskBuilder task = task("a", "t").requires("x");
    LinearFlow.Builder builder = linear("f", task);
    Flow before = builder.build();
    task.requires("y").rebind("x", "z").inject("q", 1);
    builder.add(task("b", "t"));
    assertThat(before)
        .isEqualTo(new LinearFlow("f", null, List.of(task("a", "t").requires("x").build())));
  }

  @Test
  void valuesCopyWhatTheyAreMadeOf() {
    List<String> requires = new ArrayList<>(List.of("x"));
    Map<String, String> rebind = new HashMap<>(Map.of("x", "y"));
    TaskSpec task =
        new TaskSpec(
            "a",
            "t",
            "1.0",
            "default",
            requires,
            List.of(),
            new Provides.Nothing(),
            rebind,
            Map.of(),
            true,
            requires,
            rebind,
            AttemptPolicy.ONCE,
            AttemptPolicy.ONCE,
            Duration.ZERO,
            Timeouts.NONE,
            OnWorkerLoss.REDISPATCH,
            null);
    requires.clear();
    rebind.clear();
    assertThat(task.requires()).containsExactly("x").isUnmodifiable();
    assertThat(task.revertRequires()).containsExactly("x").isUnmodifiable();
    assertThat(task.rebind()).containsEntry("x", "y").isUnmodifiable();
    assertThat(task.revertRebind()).containsEntry("x", "y").isUnmodifiable();
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        refusal("task without a name", b -> task("", "t"), "task name is empty"),
        refusal("blank type", b -> task("a", " "), "task type is empty"),
        refusal("long name", b -> task("a".repeat(201), "t"), "201 characters, at most 200"),
        refusal("line break in a name", b -> task("a\nb", "t"), "control character"),
        refusal("version without minor", b -> b.version("1"), "major.minor"),
        refusal("version with a letter", b -> b.version("1.x"), "major.minor"),
        refusal("topic with a blank", b -> b.topic("a b"), "topic must be 1 to 100"),
        refusal("long topic", b -> b.topic("a".repeat(101)), "topic must be 1 to 100"),
        refusal("empty argument", b -> b.requires("x", ""), "required argument is empty"),
        refusal("empty optional", b -> b.optional(""), "optional argument is empty"),
        refusal("empty symbol", b -> b.provides(""), "provided symbol is empty"),
        refusal("no elements", TaskBuilder::providesElements, "at least one symbol"),
        refusal("no members", TaskBuilder::providesMembers, "at least one symbol"),
        refusal("rebind to nothing", b -> b.rebind("x", ""), "symbol of a rebound argument"),
        refusal("inject into nothing", b -> b.inject("", 1), "injected symbol is empty"),
        refusal(
            "inject what is no JSON",
            b -> b.inject("x", containingItself()),
            "can't be written as JSON"),
        refusal("revert argument", b -> b.revertRequires(" "), "argument of revert is empty"),
        refusal("no time at all", b -> b.startToClose(Duration.ZERO), "start-to-close timeout"),
        refusal("negative time", b -> b.heartbeat(Duration.ofSeconds(-1)), "heartbeat interval"),
        refusal(
            "endless time",
            b -> b.scheduleToStart(Duration.ofSeconds(Long.MAX_VALUE)),
            "schedule-to-start timeout must be 1 ms to 3650 days"),
        refusal("priority below", b -> b.priority(-1), "priority must be 0 (last) to 9 (first)"),
        refusal("priority above", b -> b.priority(10), "but is 10"),
        refusal(
            "too many arguments",
            b -> b.requires(Stream.generate(() -> "x").limit(1_001).toArray(String[]::new)),
            "1001 of 'required argument', at most 1000"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void refusesSingleValuesThatBreakARule(
      String name, UnaryOperator<TaskBuilder> change, String message) {
    assertThatThrownBy(() -> change.apply(task("a", "t")).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesFlowsAndLinksWithoutNames() {
    assertThatThrownBy(() -> linear("")).hasMessage("flow name is empty");
    assertThatThrownBy(() -> new UnorderedFlow(" ", null, List.of()))
        .hasMessage("flow name is empty");
    assertThatThrownBy(() -> graph("f").link("", "a")).hasMessage("start of a link is empty");
    assertThatThrownBy(() -> graph("f").link("a", "")).hasMessage("end of a link is empty");
  }

  @Test
  void namesMayBeInAnyLanguage() {
    assertThatCode(() -> linear("Größe prüfen 检查 🚀").build()).doesNotThrowAnyException();
  }

  private static List<Object> containingItself() {
    List<Object> list = new ArrayList<>();
    list.add(list);
    return list;
  }

  private static Arguments refusal(String name, UnaryOperator<TaskBuilder> change, String message) {
    return Arguments.of(name, change, message);
  }
}
