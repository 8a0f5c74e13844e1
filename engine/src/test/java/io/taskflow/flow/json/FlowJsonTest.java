package io.taskflow.flow.json;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Retries.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowBuilder;
import io.taskflow.flow.Retries;
import io.taskflow.flow.TaskSpec;
import io.taskflow.protocol.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Definitions as they are written, read and hashed. */
class FlowJsonTest {

  static Stream<Arguments> goldenFiles() {
    return Definitions.byFile().entrySet().stream()
        .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("goldenFiles")
  void writesWhatWasAlwaysWritten(String file, Flow flow) throws IOException {
    assertThat(FlowJson.write(flow)).isEqualTo(golden(file));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("goldenFiles")
  void readsWhatWasEverWritten(String file, Flow flow) throws IOException {
    assertThat(FlowJson.read(golden(file))).isEqualTo(flow);
  }

  @ParameterizedTest
  @CsvSource({
    "format-1-smallest.json, 131084430445f07258a3f55c08ba3ac400af159711ba6c32e8e581329c8ad17c",
    "format-1-patterns.json, 621981187ed83fa847d7f5429cf30cfaf4e24b66068b5ee97fb36226397bac18",
    "format-1-every-member.json, 077956ebf0e07f99e04257c00a92c108ccc577225d456b1681b5b333aadeb4ca",
    "format-1-texts-and-numbers.json, 8dfbfb91aad660d75146a475b153938a25cc581f696a023812f49d6442dca2b9",
    "format-1-retries-and-deciders.json, 7032d45dedfaf4c3fa142d6d6ed64a48c89fff9bfbadbf3ef15817ae52ce4990",
    "format-1-child-flows.json, 667aca6f978627bf94ae1407ad7ef6a802a55036e910858e2de0c09574fb36e9"
  })
  void hashesAsItAlwaysDid(String file, String hash) {
    assertThat(FlowJson.hash(Objects.requireNonNull(Definitions.byFile().get(file))))
        .isEqualTo(hash);
  }

  @Test
  void spacingAndOrderOfMembersDoNotMatter() {
    String text =
        """
        { "flow": { "items": [ { "requires": [ "x" ], "type": "t",
                                 "inject": { "v": [ 1.50, { "b": "c d" } ], "n" : 1 },
                                 "name": "a", "kind": "task" } ],
                    "name": "f", "kind": "linear" },
          "format": 1 }
        """;
    assertThat(FlowJson.read(text))
        .isEqualTo(
            linear(
                    "f",
                    task("a", "t")
                        .requires("x")
                        .inject("v", Json.parse("[1.50,{\"b\":\"c d\"}]"))
                        .inject("n", 1))
                .build());
  }

  @Test
  void defaultsMayBeWrittenOut() {
    String text =
        """
        {"format":1,"flow":{"kind":"linear","name":"f","items":[{"kind":"task","name":"a","type":"t",
        "version":"1.0","topic":"default","requires":[],"optional":[],"rebind":{},"inject":{},
        "revertible":true,"timeouts":{},"onWorkerLoss":"redispatch"}]}}
        """;
    Flow flow = linear("f", task("a", "t")).build();
    assertThat(FlowJson.read(text)).isEqualTo(flow);
    assertThat(FlowJson.write(FlowJson.read(text))).isEqualTo(FlowJson.write(flow));
  }

  @Test
  void equalFlowsHaveEqualHashesAndOthersNot() {
    String hash = FlowJson.hash(linear("f", task("a", "t").requires("x", "y")).build());
    assertThat(FlowJson.hash(linear("f", task("a", "t").requires("x").requires("y")).build()))
        .isEqualTo(hash);
    assertThat(FlowJson.hash(linear("f", task("a", "t").requires("y", "x")).build()))
        .isNotEqualTo(hash);
  }

  @Test
  void nestingHasALimitBothWays() {
    Flow deepest = nested(Flow.MAX_DEPTH);
    assertThat(FlowJson.read(FlowJson.write(deepest))).isEqualTo(deepest);
    assertThatThrownBy(() -> FlowJson.write(nested(Flow.MAX_DEPTH + 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than 100 deep");
    String open = "{\"kind\":\"linear\",\"name\":\"f\",\"items\":[";
    assertThatThrownBy(() -> FlowJson.read("{\"format\":1,\"flow\":" + open.repeat(150)))
        .isInstanceOf(InvalidFlowJsonException.class)
        .hasMessageContaining("more than 100 deep");
    assertThatThrownBy(() -> FlowJson.read("[".repeat(100_000)))
        .isInstanceOf(InvalidFlowJsonException.class);
  }

  @Test
  void deeplyNestedValuesCanBeInjectedIntoTheDeepestTask() {
    Json deep = Json.parse("[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH));
    FlowBuilder<?> flow = linear("f1", task("a", "t").inject("deep", deep));
    for (int depth = 2; depth <= Flow.MAX_DEPTH; depth++) {
      flow = linear("f" + depth, flow);
    }
    Flow built = flow.build();
    assertThat(FlowJson.read(FlowJson.write(built))).isEqualTo(built);
  }

  @Test
  void aFlowWhoseTextWouldBeOverTheLimitIsNotWritten() {
    Json large = new Json("\"" + "x".repeat(9 * 1024 * 1024) + "\"");
    FlowBuilder<?> flow = linear("f");
    for (int i = 0; i < 8; i++) {
      flow.add(task("t" + i, "t").inject("large", large));
    }
    Flow built = flow.build();
    assertThatThrownBy(() -> FlowJson.write(built))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 67,108,864 are allowed");
  }

  @Test
  void aValueThatIsNoJsonSpoilsNoDefinition() {
    TaskSpec plain = task("a", "t").inject("x", 1).build();
    TaskSpec bad =
        new TaskSpec(
            plain.name(),
            plain.type(),
            plain.version(),
            plain.topic(),
            plain.requires(),
            plain.optional(),
            plain.provides(),
            plain.rebind(),
            Map.of("x", new Json("1},{")),
            plain.revertible(),
            plain.revertRequires(),
            plain.revertRebind(),
            plain.executePolicy(),
            plain.revertPolicy(),
            plain.delay(),
            plain.timeouts(),
            plain.onWorkerLoss(),
            plain.priority());
    Flow flow = linear("f", bad).build();
    assertThatThrownBy(() -> FlowJson.write(flow))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the value injected as 'x' into 'a' is not JSON");
  }

  @Test
  void aRetrysNameMayFollowFromThatOfItsFlow() {
    String text =
        """
        {"format":1,"flow":{"retry":{"attempts":2,"kind":"times"},"kind":"linear","name":"f"}}
        """;
    Flow flow = linear("f").retry(times(2)).build();
    assertThat(FlowJson.read(text)).isEqualTo(flow);
    assertThat(FlowJson.read(text.replace("{\"attempts\"", "{\"name\":\"f_retry\",\"attempts\"")))
        .isEqualTo(flow);
  }

  @Test
  void settingsThatAreNoJsonSpoilNoDefinition() {
    Flow flow = linear("f").retry(Retries.named("c", new Json("1},{"))).build();
    assertThatThrownBy(() -> FlowJson.write(flow))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the value of the settings of the retry 'f_retry' is not JSON");
  }

  private static Flow nested(int depth) {
    FlowBuilder<?> flow = linear("f1");
    for (int i = 2; i <= depth; i++) {
      flow = linear("f" + i, flow);
    }
    return flow.build();
  }

  private static String golden(String file) throws IOException {
    try (InputStream in = FlowJsonTest.class.getResourceAsStream(file)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}
