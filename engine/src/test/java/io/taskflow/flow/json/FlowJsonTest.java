package io.taskflow.flow.json;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Retries.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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

  static Stream<Arguments> refusals() {
    return Stream.of(
        refusal("no text", "", "", "an object is expected, but here is the end of the text"),
        refusal("no JSON", "nonsense", "", "it is not JSON"),
        refusal("cut off", "{\"format\":1,", "/format", "it is not JSON"),
        refusal("an array", "[]", "", "an object is expected, but here is an array"),
        refusal("more text", document("{'kind':'linear','name':'f'}") + "x", "", "not JSON"),
        refusal("two texts", document("{'kind':'linear','name':'f'}") + "{}", "", "more text"),
        refusal("no format", "{'flow':{'kind':'linear','name':'f'}}", "", "'format' is missing"),
        refusal("no flow", "{'format':1}", "", "'flow' is missing"),
        refusal(
            "a later format",
            "{'format':2,'flow':{}}",
            "/format",
            "is of format 2, but only format 1 can be read"),
        refusal("format as text", "{'format':'1'}", "/format", "a whole number is expected"),
        refusal("huge format", "{'format':99999999999}", "/format", "smaller number"),
        refusal("unknown at top", "{'format':1,'flwo':{}}", "/flwo", "'flwo' is not known"),
        refusal("a task as root", document(TASK), "", "the outermost item must be a flow"),
        refusal("a flow as null", "{'format':1,'flow':null}", "/flow", "but here is null"),
        item("no kind", "{'name':'a','type':'t'}", "", "'kind' is missing"),
        item("unknown kind", "{'kind':'loop','name':'a'}", "/kind", "but this is 'loop'"),
        item("no name", "{'kind':'task','type':'t'}", "", "'name' is missing"),
        item("no type", "{'kind':'task','name':'a'}", "", "'type' is missing"),
        item("a child of no flow", "{'kind':'child','name':'a'}", "", "'flow' is missing"),
        item(
            "a child whose result is an array",
            "{'kind':'child','name':'a','flow':'g','provides':['x']}",
            "",
            "it is provided as a whole or by member"),
        item(
            "a child with a topic",
            "{'kind':'child','name':'a','flow':'g','topic':'io'}",
            "",
            "a child item has no member 'topic'"),
        item("unknown member", taskWith("'requirez':[]"), "/requirez", "'requirez' is not known"),
        item(
            "member of another kind",
            taskWith("'links':[]"),
            "",
            "a task item has no member 'links'"),
        item(
            "tasks' member in a flow",
            "{'kind':'unordered','name':'a','topic':'x'}",
            "",
            "a unordered item has no member 'topic'"),
        item("the same member twice", taskWith("'topic':'x','topic':'x'"), "/topic", "Duplicate"),
        item(
            "number for text",
            taskWith("'topic':1"),
            "/topic",
            "a text is expected, but here is a number"),
        item("text for list", taskWith("'requires':'x'"), "/requires", "an array is expected"),
        item(
            "null in a list", taskWith("'requires':['x',null]"), "/requires/1", "but here is null"),
        item(
            "object for text", taskWith("'rebind':{'a':{}}"), "/rebind/a", "but here is an object"),
        item(
            "text for boolean",
            taskWith("'revertible':'no'"),
            "/revertible",
            "true or false is expected"),
        item(
            "no attempts", taskWith("'attempts':{'most':0}"), "/attempts", "attempts must be 1 to"),
        item(
            "unknown in a policy",
            taskWith("'revertAttempts':{'max':1}"),
            "/revertAttempts/max",
            "'max' is not known"),
        item(
            "text for number",
            taskWith("'attempts':{'factor':'2'}"),
            "/attempts/factor",
            "a number"),
        item("fraction", taskWith("'priority':1.5"), "/priority", "a whole number is expected"),
        item("rule of a member", taskWith("'priority':10"), "", "priority must be 0 (last) to 9"),
        item("rule of a name", taskWith("'requires':['']"), "", "required argument is empty"),
        item("no symbols", taskWith("'provides':[]"), "/provides", "at least one symbol"),
        item(
            "unknown way to provide",
            taskWith("'provides':{'values':['x']}"),
            "/provides/values",
            "'keys'"),
        item(
            "no duration",
            taskWith("'timeouts':{'heartbeat':'5s'}"),
            "/timeouts/heartbeat",
            "PT30S"),
        item(
            "unknown timeout",
            taskWith("'timeouts':{'total':'PT1S'}"),
            "/timeouts/total",
            "no such timeout"),
        item(
            "no time",
            taskWith("'timeouts':{'heartbeat':'PT0S'}"),
            "/timeouts",
            "heartbeat interval must be"),
        item(
            "unknown loss",
            taskWith("'onWorkerLoss':'panic'"),
            "/onWorkerLoss",
            "'redispatch' or 'fail'"),
        item("half a link", graphWith("{'from':'a'}"), "/links/0", "needs 'from' and 'to'"),
        item(
            "link with more",
            graphWith("{'from':'a','to':'b','if':1}"),
            "/links/0/if",
            "'if' is not known"),
        item("unknown depth", graphWith(decided("'when':'true','depth':'deep'")), DEPTH, "deep"),
        item("decider of nothing", graphWith(decided("")), DECIDER, "a decider needs 'when', or"),
        item(
            "decider of two kinds",
            graphWith(decided("'when':'true','condition':'c'")),
            DECIDER,
            "a decider needs 'when', or"),
        item(
            "decider with more",
            graphWith(decided("'unless':'true'")),
            DECIDER + "/unless",
            "'unless' is not known"),
        item(
            "empty expression", graphWith(decided("'when':''")), DECIDER, "1 to 10,000 characters"),
        item("target of a linear flow", flowWith("'target':'a'"), "", "no member 'target'"),
        item("retry of a task", taskWith("'retry':{'kind':'times','attempts':1}"), "", "'retry'"),
        retry("no kind", "'attempts':1", "", "'kind' is missing"),
        retry("unknown kind", "'kind':'often'", "/kind", "but this is 'often'"),
        retry("no attempts", "'kind':'times'", "", "'attempts' is missing"),
        retry("negative attempts", "'kind':'times','attempts':-1", "", "0 or more, but are -1"),
        retry("no values", "'kind':'forEach'", "", "'values' is missing"),
        retry("no controller", "'kind':'named'", "", "'controller' is missing"),
        retry("member of another kind", "'kind':'times','values':[]", "", "no member 'values'"),
        retry("unknown member", "'kind':'times','delay':1", "/delay", "'delay' is not known"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void refusesWithPlaceAndReason(String name, String text, String path, String reason) {
    InvalidFlowJsonException refused =
        catchThrowableOfType(InvalidFlowJsonException.class, () -> FlowJson.read(text));
    assertThat(refused).isNotNull().hasMessageContaining(reason);
    assertThat(refused.path()).isEqualTo(path);
  }

  @Test
  void saysLineAndColumn() {
    String text = "{\"format\": 1,\n \"flow\": {\n   \"colour\": 1}}";
    assertThatThrownBy(() -> FlowJson.read(text))
        .hasMessageContaining("at /flow/colour (line 3, column 14)");
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
  void aTextOverTheLimitIsRefusedUnread() {
    String text = " ".repeat(FlowJson.MAX_LENGTH + 1);
    assertThatThrownBy(() -> FlowJson.read(text))
        .isInstanceOf(InvalidFlowJsonException.class)
        .hasMessageContaining("at most 67,108,864 are allowed");
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

  private static final String TASK = taskWith("'version':'1.0'");

  private static String taskWith(String member) {
    return "{'kind':'task','name':'a','type':'t'," + member + "}";
  }

  private static String graphWith(String link) {
    return "{'kind':'graph','name':'g','links':[" + link + "]}";
  }

  private static final String DECIDER = "/links/0/decider";
  private static final String DEPTH = DECIDER + "/depth";

  private static String decided(String members) {
    return "{'from':'a','to':'b','decider':{" + members + "}}";
  }

  private static String flowWith(String member) {
    return "{'kind':'linear','name':'g'," + member + "}";
  }

  private static Arguments retry(String name, String members, String path, String reason) {
    return item("retry: " + name, flowWith("'retry':{" + members + "}"), "/retry" + path, reason);
  }

  private static String document(String flow) {
    return "{'format':1,'flow':" + flow + "}";
  }

  /** The second item of a flow. */
  private static Arguments item(String name, String item, String path, String reason) {
    String flow =
        "{'kind':'linear','name':'f','items':[{'kind':'linear','name':'g'}," + item + "]}";
    return refusal(name, document(flow), "/flow/items/1" + path, reason);
  }

  private static Arguments refusal(String name, String text, String path, String reason) {
    return Arguments.of(name, text.replace('\'', '"'), path, reason);
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
