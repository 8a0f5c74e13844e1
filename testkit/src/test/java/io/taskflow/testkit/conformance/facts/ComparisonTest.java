package io.taskflow.testkit.conformance.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.Json;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What counts as the same fact. */
class ComparisonTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          atoms/a/result    | 1                                 | 1.0
          atoms/a/result    | {"a":1,"b":[2]}                   | {"b":[2],"a":1}
          atoms/a/failure   | {"class":"NotFound"}              | {"class":"NotFound","message":"m"}
          phases/0/raised   | [{"class":"A"},{"class":"B"}]     | [{"class":"B"},{"class":"A"}]
          deciders/a->b     | [{},{"a":1}]                      | [{"a":1},{}]
          fetch_all/x       | {"$many":[1,2]}                   | {"$many":[2,1]}
          """)
  void theSame(String path, String expected, String observed) {
    assertThat(Comparison.holds(path, Json.parse(expected), Json.parse(observed))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          atoms/a/result      | 1                                | "1"
          atoms/a/result      | 1                                | true
          atoms/a/result      | [1,2]                            | [2,1]
          atoms/a/transitions | [["A","B"],["B","C"]]            | [["B","C"],["A","B"]]
          atoms/a/failure     | {"class":"A","message":"m"}      | {"class":"A","message":"n"}
          atoms/a/failure     | {"class":"NotFound"}             | {"class":"Other","message":"m"}
          atoms/a/failure     | {"class":"A","message":"m"}      | null
          phases/0/raised     | [{"class":"A"},{"class":"A"}]    | [{"class":"A"}]
          phases/0/raised     | [{"class":"A"},{"class":"B"}]    | [{"class":"A"},{"class":"A"}]
          """)
  void notTheSame(String path, String expected, String observed) {
    assertThat(Comparison.holds(path, Json.parse(expected), Json.parse(observed))).isFalse();
  }

  @Test
  void anExpectationIsTakenApartToTheFactsThatMayBeLeftOut() {
    Facts facts =
        Facts.expected(
            Json.parse(
                """
                {"atoms": {"t": {"state": "SUCCESS", "result": {"a": {"b": 1}},
                   "execute_calls": {"1": {"args": {"x": 1}, "returned": {"a": {"b": 1}}}}}},
                 "phases": {"0": {"outcome": "returned", "atoms": {"t": ["SUCCESS", "EXECUTE"]}}},
                 "deciders": {"a->b": [{}]}, "fetch_all": {"x": {"y": 1}}, "fetch_all_names": ["x"],
                 "order": "partial", "trace": [["t", "RUNNING"]], "parallel_invariant": true}
                """));
    assertThat(facts.byPath().keySet())
        .containsExactly(
            "atoms/t/execute_calls/1/args",
            "atoms/t/execute_calls/1/returned",
            "atoms/t/result",
            "atoms/t/state",
            "deciders/a->b",
            "fetch_all/x",
            "fetch_all_names",
            "phases/0/atoms/t",
            "phases/0/outcome");
  }

  @Test
  void theTraceIsAFactIfThereIsNoOtherOrder() {
    Facts facts = Facts.expected(Json.parse("{\"order\": \"total\", \"trace\": []}"));
    assertThat(facts.byPath()).containsOnlyKeys("trace");
  }

  @Test
  void onlyACompleteExpectationForbidsAnythingElse() {
    Facts nothing = new Facts(new TreeMap<>());
    FactsBuilder seen = new FactsBuilder();
    seen.put("atoms/t/execute_count", 1);
    assertThat(Comparison.compare(nothing, seen.build(), false)).isEmpty();
    assertThat(Comparison.compare(nothing, seen.build(), true))
        .containsExactly(new Mismatch("atoms/t/execute_count", null, Json.of(1)));
    assertThat(Facts.complete(Json.parse("{\"variant\": [\"trace\"]}"))).isFalse();
    assertThat(Facts.complete(Json.parse("{\"variant\": []}"))).isTrue();
    assertThat(Facts.complete(Json.parse("{}"))).isTrue();
  }
}
