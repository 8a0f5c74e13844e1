package io.taskflow.engine.control.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.engine.control.LinkCondition;
import io.taskflow.protocol.Json;
import java.util.Collections;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CelConditionsTest {

  private static final String RESULTS =
      """
      {"count": 3, "share": 0.5, "name": "disk", "done": true, "none": null, "list": [1, 2.5, "x"],
       "tree": {"leaf": {"size": 7}}, "a/b c": 1, "huge": 12345678901234567890}
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true",
        "results.count == 3",
        "results.count == 3.0",
        "results.count / 2 == 1",
        "results.share * 2.0 == 1.0",
        "results.name.startsWith('di') && results.name.size() == 4",
        "results.name.matches('^d.*k$')",
        "results.done",
        "results.none == null",
        "'x' in results.list && !(2 in results.list)",
        "results.list.exists(v, v == 2.5)",
        "results.list == [1, 2.5, 'x']",
        "results.tree.leaf.size > 6",
        "results.tree == {'leaf': {'size': 7}}",
        "results['a/b c'] == 1",
        "results.huge > 1e19",
        "'count' in results && !('ignored' in results)",
        "has(results.count) && !has(results.ignored)",
        "size(results) == 9",
        "has(results.ignored) ? results.ignored.x : true",
        "results.ignored.x || results.done"
      })
  void isTrueOfTheResults(String expression) throws Exception {
    assertThat(test(expression)).isTrue();
    assertThat(test("!(" + expression + ")")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          results.ignored > 1          | 'ignored' is not present
          results.name > 1             | No matching overload
          results.count                | gave a value of type Long, but true or false is needed
          results.count / 0 == 1       | by zero
          results.none.x == 1          | Error resolving field 'x'
          results.list[7] == 1         | out of bounds
          """)
  void failsIfTheResultsAreNotAsExpected(String expression, String problem) {
    assertThatThrownBy(() -> test(expression)).hasMessageContaining(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          1 +                        | at line 1, column
          result.count == 3          | at line 1, column 1: undeclared reference to 'result'
          true && nothing            | at line 1, column 9: undeclared reference to 'nothing'
          1 + 'a' == 2               | at line 1, column 3: found no matching overload
          size(results)              | it gives a value of type int, but true or false is needed
          'yes'                      | it gives a value of type string
          load('file')               | undeclared reference to 'load'
          """)
  void refusesWhatSurelyIsNoConditionAndSaysWhere(String expression, String problem) {
    assertThatThrownBy(() -> CelConditions.compile(expression))
        .isInstanceOf(BadExpressionException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void refusesWhatIsNestedTooDeep() {
    String expression = "(".repeat(3_000) + "true" + ")".repeat(3_000);
    assertThatThrownBy(() -> CelConditions.compile(expression))
        .isInstanceOf(BadExpressionException.class)
        .hasMessageContaining("recursion limit");
  }

  @Test
  void whatWouldTakeTooManyStepsFails() throws Exception {
    Json long1 = Json.of(Collections.nCopies(1_000, 1));
    TreeMap<String, Json> results = new TreeMap<>();
    results.put("list", long1);
    LinkCondition enough = CelConditions.compile("results.list.all(a, a == 1)");
    assertThat(enough.test(results)).isTrue();
    LinkCondition tooMuch =
        CelConditions.compile("results.list.all(a, results.list.all(b, a == b))");
    assertThatThrownBy(() -> tooMuch.test(results)).hasMessageContaining("budget exceeded");
  }

  private static boolean test(String expression) throws Exception {
    TreeMap<String, Json> results = new TreeMap<>();
    Json all = Json.parse(RESULTS);
    for (String name :
        new String[] {"count", "share", "name", "done", "none", "list", "tree", "a/b c", "huge"}) {
      results.put(name, all.member(name));
    }
    return CelConditions.compile(expression).test(results);
  }
}
