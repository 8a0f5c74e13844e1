package io.taskflow.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.testkit.conformance.facts.Mismatch;
import io.taskflow.testkit.conformance.vector.VectorReader;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What differs on purpose is asserted, and nothing else is let pass with it. */
class DifferencesTest {

  private static final VectorRunner RUNNER = new VectorRunner(List.of(1L, 2L));

  /** TaskFlow leaves 'b' at its revert, which needs what 'a' did not give, and says so. */
  private static final String REVERT_LACKS_A_VALUE =
      """
      {"id": "v", "category": "revert", "store": {}, "phases": [{}], "quirks": %s,
       "flow": {"type": "linear", "name": "f", "children": [
        {"type": "task", "name": "a", "provides": ["x", "y"],
         "execute": [{"op": "list", "items": [{"op": "n"}]}]},
        {"type": "task", "name": "b", "requires": ["x"], "revert_requires": ["y"],
         "execute": [{"op": "n"}]},
        {"type": "task", "name": "c",
         "execute": [{"op": "fail", "class": "Boom", "message": "m"}]}]},
       "expect": {"phases": {"0": {"outcome": "raised", "flow_state": "FAILURE",
          "raised": [{"class": "NotFound"}]}},
        "atoms": {"b": {"state": "REVERTING", "execute_calls": {"1": {"args": {"x": %d}}}}},
        "variant": ["trace"]}}
      """;

  @Test
  void aRevertThatLacksAValueFailsWhereTaskFlowLeavesItAtWork() {
    Verdict verdict = run(REVERT_LACKS_A_VALUE.formatted("[\"engine-error\"]", 1));
    assertThat(verdict.mismatches()).isEmpty();
    assertThat(verdict.differences()).containsExactly("errors-are-failures");
  }

  @Test
  void withoutItsMarkNothingIsExcused() {
    assertThat(run(REVERT_LACKS_A_VALUE.formatted("[]", 1)).mismatches())
        .extracting(Mismatch::path)
        .containsExactly("atoms/b/state");
  }

  @Test
  void callsThatBothMadeHaveToBeEqualAllTheSame() {
    assertThat(run(REVERT_LACKS_A_VALUE.formatted("[\"engine-error\"]", 2)).mismatches())
        .extracting(Mismatch::path)
        .containsExactly("atoms/b/execute_calls/1/args");
  }

  private static Verdict run(String vector) {
    return RUNNER.run(VectorReader.parse("test", vector));
  }
}
