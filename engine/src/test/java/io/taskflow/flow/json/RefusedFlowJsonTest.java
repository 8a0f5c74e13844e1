package io.taskflow.flow.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts that are no definition of a flow: what is wrong, and where. */
class RefusedFlowJsonTest {

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
  void aTextOverTheLimitIsRefusedUnread() {
    String text = " ".repeat(FlowJson.MAX_LENGTH + 1);
    assertThatThrownBy(() -> FlowJson.read(text))
        .isInstanceOf(InvalidFlowJsonException.class)
        .hasMessageContaining("at most 67,108,864 are allowed");
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
}
