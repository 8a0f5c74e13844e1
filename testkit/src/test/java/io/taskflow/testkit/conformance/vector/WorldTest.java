package io.taskflow.testkit.conformance.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.Action;
import io.taskflow.protocol.Json;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tasks of vectors do what the format says. */
class WorldTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"op":"const","value":{"a":[1]}}                                  | {"a":[1]}
          {"op":"n"}                                                        | 1
          {"op":"arg","name":"x"}                                           | [true,"ab",null]
          {"op":"arg","name":"none"}                                        | null
          {"op":"sum","add":5}                                              | 16
          {"op":"record"}                                                   | {"task":"t","n":1,"args":{"x":3,"y":8}}
          {"op":"list","items":[{"op":"n"},{"op":"const","value":2}]}       | [1,2]
          {"op":"dict","items":{"k":{"op":"n"}}}                            | {"k":1}
          {"op":"if","arg":"y","in":[7,8.0],"then":{"op":"n"},"else":{"op":"const","value":0}} | 1
          {"op":"if","arg":"y","in":[7],"then":{"op":"n"},"else":{"op":"const","value":0}}     | 0
          """)
  void expressionsHaveTheirValue(String expression, String value) {
    World world = world("\"execute\": [" + expression + "]");
    Outcome outcome = world.execute("t", arguments("x", "[true,\"ab\",null]", "y", "8"));
    assertThat(outcome).isInstanceOf(Outcome.Returned.class);
    assertThat(JsonValues.equal(((Outcome.Returned) outcome).value(), Json.parse(value)))
        .as("%s is %s", outcome, value)
        .isTrue();
  }

  @Test
  void aFailureHasItsClassAndMessage() {
    World world = world("\"execute\": [{\"op\":\"fail\",\"class\":\"Boom\",\"message\":\"m\"}]");
    assertThat(world.execute("t", arguments())).isEqualTo(new Outcome.Raised("Boom", "m"));
    assertThat(world.calls().getFirst().facts())
        .containsEntry("raised", Json.parse("{\"class\":\"Boom\",\"message\":\"m\"}"));
  }

  @Test
  void eachExecutionHasItsExpressionAndTheLastOneThoseBeyond() {
    World world = world("\"execute\": [{\"op\":\"const\",\"value\":\"a\"},{\"op\":\"n\"}]");
    assertThat(world.execute("t", arguments())).isEqualTo(returned("\"a\""));
    assertThat(world.execute("t", arguments())).isEqualTo(returned("2"));
    assertThat(world.execute("t", arguments())).isEqualTo(returned("3"));
    assertThat(world.count("t", Action.EXECUTE)).isEqualTo(3);
  }

  @Test
  void optionalArgumentsHaveDefaultsInExecuteOnly() {
    World world = world("\"optional\": {\"o\": 7}, \"execute\": [{\"op\":\"arg\",\"name\":\"o\"}]");
    assertThat(world.execute("t", arguments())).isEqualTo(returned("7"));
    assertThat(world.execute("t", arguments("o", "8"))).isEqualTo(returned("8"));
    world.revert("t", arguments(), Json.of(8), Map.of());
    assertThat(world.calls().getLast().facts()).containsEntry("args", Json.parse("{}"));
  }

  @Test
  void mapAndReduceTakeRequiredArgumentsInOrder() {
    String both = "\"requires\": [\"b\", \"a\", \"c\"], \"kind\": \"%s\", \"fn\": \"%s\"";
    SortedMap<String, Json> arguments = arguments("a", "5", "b", "3", "c", "9");
    assertThat(world(both.formatted("map", "double")).execute("t", arguments))
        .isEqualTo(returned("[6,10,18]"));
    assertThat(world(both.formatted("reduce", "sub10")).execute("t", arguments))
        .isEqualTo(returned("241"));
  }

  private static Outcome returned(String json) {
    return new Outcome.Returned(Json.parse(json));
  }

  private static World world(String task) {
    return new World(
        VectorReader.parse(
            "test",
            """
            {"id": "v", "category": "c", "store": {}, "phases": [{}], "expect": {}, "flow":
             {"type": "linear", "name": "f", "children": [{"type": "task", "name": "t", %s}]}}
            """
                .formatted(task)));
  }

  private static SortedMap<String, Json> arguments(String... namesAndValues) {
    SortedMap<String, Json> arguments = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      arguments.put(namesAndValues[i], Json.parse(namesAndValues[i + 1]));
    }
    return arguments;
  }
}
