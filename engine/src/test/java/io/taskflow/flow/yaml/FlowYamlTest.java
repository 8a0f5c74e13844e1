package io.taskflow.flow.yaml;

import static io.taskflow.flow.Deciders.when;
import static io.taskflow.flow.Flows.childFlow;
import static io.taskflow.flow.Flows.forEach;
import static io.taskflow.flow.Flows.graph;
import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.taskflow.flow.AttemptPolicy;
import io.taskflow.flow.Decider.Depth;
import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowBuilder;
import io.taskflow.flow.Retries;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.OnWorkerLoss;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What people write is the flow that the builders make. */
class FlowYamlTest {

  @Test
  void aListOfTasksIsALinearFlowNamedAfterItsFile() {
    Flow flow =
        FlowYaml.read(
                "flows/tidy-up.yaml",
                """
                - {task: find, type: files.find, requires: directory, provides: files}
                - {task: remove, type: files.remove, requires: [files]}
                """)
            .flow();
    assertThat(flow)
        .isEqualTo(
            linear(
                    "tidy-up",
                    task("find", "files.find").requires("directory").provides("files"),
                    task("remove", "files.remove").requires("files"))
                .build());
  }

  @Test
  void everythingHasAShortForm() {
    FlowDocument document =
        FlowYaml.read(
            "f.yaml",
            """
            graph: rollout
            description: Brings a version out.
            inputs:
              version: string
              zones: {type: array, default: [a, b], description: Where.}
            outputs: [image]
            retry: 3
            tasks:
              - task: build
                type: ci.build
                version: 1.10
                with: {commit: $version, level: 9, text: $$5}
                provides: image
                attempts: 5
                startToClose: 1h30m
              - forEach: place
                over: zones
                as: zone
                do: {type: cloud.place, requires: zone, optional: [image], onWorkerLoss: fail}
              - child: bill
                flow: billing
                provides: {keys: [sum]}
            links:
              - build -> place
              - {from: place, to: bill, when: results.place != null, depth: atom}
            flows:
              - unordered: billing
                tasks: [{task: sum, type: bill.sum, provides: sum, revertible: false}]
            """);
    assertThat(document.flow())
        .isEqualTo(
            graph(
                    "rollout",
                    task("build", "ci.build")
                        .version("1.10")
                        .requires("commit", "level", "text")
                        .rebind("commit", "version")
                        .inject("level", 9)
                        .inject("text", "$5")
                        .provides("image")
                        .attempts(AttemptPolicy.attempts(5))
                        .startToClose(Duration.ofMinutes(90)),
                    forEach(
                        "place",
                        "zones",
                        "zone",
                        "cloud.place",
                        t -> t.optional("image").onWorkerLoss(OnWorkerLoss.FAIL)),
                    childFlow("bill", "billing").providesMembers("sum"))
                .retry(Retries.times(3))
                .link("build", "place")
                .link("place", "bill", when("results.place != null", Depth.ATOM))
                .build());
    assertThat(document.flows())
        .containsExactly(
            Map.entry(
                "billing",
                unordered("billing", task("sum", "bill.sum").provides("sum").notRevertible())
                    .build()));
    assertThat(document.outputs()).containsOnlyKeys("image");
    assertThat(document.store(Map.of("version", Json.of("1"))))
        .isEqualTo(Map.of("version", Json.of("1"), "zones", Json.parse("[\"a\",\"b\"]")));
    assertThat(FlowYaml.read("f", FlowYaml.write(document))).isEqualTo(document);
  }

  @Test
  void allThatIsWrongWithInputsIsSaidAtOnce() {
    FlowDocument document =
        FlowYaml.read(
            "f",
            """
            linear: f
            inputs: {who: string, count: integer, more: {required: false}}
            """);
    assertThatThrownBy(
            () -> document.store(Map.of("whu", Json.of("Ada"), "count", Json.parse("1.5"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the flow 'f' can't be started with these inputs: there is no input 'whu'; did you mean"
                + " 'who'?; the input 'who' is missing: a text; the input 'count' must be a whole"
                + " number, but is a number");
    assertThat(document.store(Map.of("who", Json.of("Ada"), "count", Json.of(1)))).hasSize(2);
  }

  @Test
  void aliasesRepeatWhatTheyStandFor() {
    Flow flow =
        FlowYaml.read(
                "f",
                """
                linear: f
                tasks:
                  - {task: a, type: t, attempts: &often {most: 7, firstDelay: 10ms}}
                  - {task: b, type: t, attempts: *often}
                """)
            .flow();
    AttemptPolicy often =
        AttemptPolicy.attempts(7).backoff(Duration.ofMillis(10), 2, Duration.ofMinutes(1));
    assertThat(flow)
        .isEqualTo(
            linear("f", task("a", "t").attempts(often), task("b", "t").attempts(often)).build());
  }

  @Test
  void aLargeFlowIsWrittenAndRead() {
    FlowBuilder<?> flow = linear("f");
    for (int i = 0; i < 5_000; i++) {
      flow.add(task("task-" + i, "std.noop").requires("x").provides("y" + i));
    }
    Flow built = flow.build();
    assertThat(FlowYaml.read("f", FlowYaml.write(built)).flow()).isEqualTo(built);
  }

  @Test
  void theDeepestFlowIsWrittenAndRead() {
    Json deep = Json.parse("[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH));
    FlowBuilder<?> flow = linear("f1", task("a", "t").inject("deep", deep));
    for (int depth = 2; depth <= Flow.MAX_DEPTH; depth++) {
      flow = linear("f" + depth, flow);
    }
    Flow built = flow.build();
    assertThat(FlowYaml.read("f", FlowYaml.write(built)).flow()).isEqualTo(built);
    assertThat(FlowYaml.read("f", FlowYaml.writeJson(FlowDocument.of(built))).flow())
        .isEqualTo(built);
  }

  @Test
  void sizeDepthAndRepetitionsAreBounded() {
    assertThat(problem("#".repeat(FlowYaml.MAX_LENGTH + 1))).contains("at most 16777216");
    assertThat(problem("- ".repeat(100_000))).contains("nested more than 420 deep");
    assertThat(problem("[".repeat(100_000))).contains("nested more than 420 deep");
    StringBuilder laughs = new StringBuilder("- &a0 [" + "x".repeat(100) + "]\n");
    for (int i = 1; i < 20; i++) {
      laughs.append("- &a%d [%s]\n".formatted(i, ("*a" + (i - 1) + ",").repeat(10)));
    }
    assertThat(problem(laughs.toString())).contains("is larger than 33,554,432");
    assertThat(problem("- &a [*a]")).contains("there is no anchor '&a' before this alias");
  }

  @Test
  void noTextBreaksTheReader() {
    String whole = FlowYaml.write(new AnyFlows(11).flow(2));
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder(whole);
      for (int i = random.nextInt(4); i >= 0; i--) {
        int from = random.nextInt(text.length());
        int to = Math.min(text.length(), from + random.nextInt(20));
        text.replace(
            from,
            to,
            whole.substring(0, random.nextInt(10))
                + "{[*&!|>%@:- \t\"'".charAt(random.nextInt(15)));
      }
      try {
        FlowYaml.parse("f", text.toString());
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + " breaks the reader:\n" + text, e);
      }
    }
  }

  private static String problem(String text) {
    return catchThrowableOfType(InvalidFlowDocumentException.class, () -> FlowYaml.read("f", text))
        .problems()
        .getFirst()
        .message();
  }
}
