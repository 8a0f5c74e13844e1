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

  /** TaskFlow calls it REVERTED when it is run again, and 'a' is as done as before. */
  private static final String REVERT_FAILS =
      """
      {"id": "v", "category": "revert_failure", "store": {}, "phases": [{}, {}, {}], "quirks": [],
       "flow": {"type": "linear", "name": "f", "children": [
        {"type": "task", "name": "a", "execute": [{"op": "n"}],
         "revert": [{"op": "fail", "class": "Boom", "message": "undo a"}]},
        {"type": "task", "name": "b",
         "execute": [{"op": "fail", "class": "Boom", "message": "m"}]}]},
       "expect": {"phases": {"0": {"outcome": "raised", "flow_state": "FAILURE"},
         "1": {"outcome": "raised", "flow_state": "REVERTED"},
         "2": {"outcome": "raised", "flow_state": "%s"}},
        "atoms": {"a": {"state": "%s", "revert_failure": {"class": "Boom", "message": "undo a"}}},
        "flow_transitions": [["PENDING", "RUNNING"], ["RUNNING", "FAILURE"],
         ["FAILURE", "RUNNING"], ["RUNNING", "REVERTED"],
         ["REVERTED", "PENDING"], ["PENDING", "RUNNING"], ["RUNNING", "%s"]],
        "variant": ["trace"]}}
      """;

  @Test
  void aFlowWhoseRevertFailedStaysFailedHoweverOftenItIsRun() {
    for (String again : List.of("FAILURE", "REVERTED")) {
      Verdict verdict = run(REVERT_FAILS.formatted(again, "REVERT_FAILURE", again));
      assertThat(verdict.mismatches()).as("TaskFlow calls it %s", again).isEmpty();
      assertThat(verdict.differences()).containsExactly("failed-stays-failed");
    }
  }

  @Test
  void aFlowWithoutAFailedRevertHasToEndAsRecorded() {
    assertThat(run(REVERT_FAILS.formatted("REVERTED", "REVERTED", "REVERTED")).mismatches())
        .extracting(Mismatch::path)
        .contains("phases/1/flow_state", "phases/2/flow_state");
  }

  private static Verdict run(String vector) {
    return RUNNER.run(VectorReader.parse("test", vector));
  }
}
