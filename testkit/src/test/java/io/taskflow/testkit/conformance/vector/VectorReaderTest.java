package io.taskflow.testkit.conformance.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.taskflow.flow.Decider.Depth;
import io.taskflow.flow.TaskSpec.Provides;
import io.taskflow.testkit.conformance.vector.Vector.Interrupt;
import io.taskflow.testkit.conformance.vector.Vector.Interrupt.Point;
import io.taskflow.testkit.conformance.vector.Vector.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Vectors are read as they are written. */
class VectorReaderTest {

  @Test
  void optionsOfAPhaseAreAddedToThoseOfTheVector() {
    Vector vector =
        vector(
            "\"options\": {\"defer_reverts\": true}, \"phases\":"
                + " [{\"options\": {\"never_resolve\": true}}, {}]",
            "\"type\": \"linear\"");
    assertThat(vector.phases())
        .containsExactly(new Phase(true, true, null), new Phase(true, false, null));
    assertThat(vector.interrupted()).isFalse();
  }

  @Test
  void interruptionsHaveAPoint() {
    Vector vector =
        vector(
            """
            "phases": [
             {"interrupt": {"do": "suspend", "atom": "a", "occurrence": 2, "state": "SUCCESS"}},
             {"interrupt": {"do": "crash", "atom": "a", "occurrence": 1, "after": "revert"}}]
            """,
            "\"type\": \"linear\"");
    assertThat(vector.phases())
        .extracting(Phase::interrupt)
        .containsExactly(
            new Interrupt(Interrupt.Kind.SUSPEND, "a", 2, new Point.AtState("SUCCESS")),
            new Interrupt(Interrupt.Kind.CRASH, "a", 1, new Point.AfterRevert()));
  }

  @Test
  void aRetryWithoutANameIsCalledAfterItsFlow() {
    assertThat(flow("\"type\": \"linear\", \"retry\": {\"kind\": \"times\", \"attempts\": 3}"))
        .extracting(flow -> flow.retries().toList())
        .satisfies(
            retries -> {
              assertThat(retries).extracting(VectorRetry::name).containsExactly("f_retry");
              assertThat(retries.getFirst().attempts()).isEqualTo(3);
            });
  }

  @Test
  void aDeciderWithoutADepthReachesEverything() {
    VectorFlow flow =
        flow(
            """
            "type": "graph", "links": [
             {"from": "a", "to": "b", "decider": {"kind": "has", "atom": "a"}},
             {"from": "a", "to": "c", "decider": {"kind": "const"}, "depth": "flow"}]
            """);
    assertThat(flow.links())
        .extracting(VectorLink::name, VectorLink::depth)
        .containsExactly(tuple("a->b", Depth.ALL), tuple("a->c", Depth.FLOW));
  }

  @Test
  void resultsAreProvidedWholeByPositionOrByKey() {
    VectorFlow flow =
        flow(
            """
            "type": "linear", "children": [
             {"type": "task", "name": "a"},
             {"type": "task", "name": "b", "provides": "x"},
             {"type": "task", "name": "c", "provides": ["x", "y"]},
             {"type": "task", "name": "d", "provides": {"keys": ["x", "y"]}}]
            """);
    assertThat(flow.tasks())
        .extracting(VectorTask::provides)
        .containsExactly(
            new Provides.Nothing(),
            new Provides.Whole("x"),
            new Provides.Positional(List.of("x", "y")),
            new Provides.Keyed(List.of("x", "y")));
  }

  @Test
  void whatIsNotKnownIsSaidWithItsPlace() {
    assertThatThrownBy(() -> flow("\"type\": \"ring\""))
        .isInstanceOf(InvalidVectorException.class)
        .hasMessage("test/flow/type: 'ring' is none of [LINEAR, UNORDERED, GRAPH]");
    assertThatThrownBy(() -> flow("\"type\": \"linear\", \"children\": 5"))
        .hasMessage("test/flow/children: a list is expected, but it is 5");
    assertThatThrownBy(() -> VectorReader.parse("test", "[]"))
        .hasMessage("test: an object is expected, but it is []");
  }

  private static VectorFlow flow(String members) {
    return vector("\"phases\": [{}]", members).flow();
  }

  private static Vector vector(String members, String flow) {
    return VectorReader.parse(
        "test",
        "{\"id\": \"v\", \"category\": \"c\", \"flow\": {\"name\": \"f\", "
            + flow
            + "}, "
            + members
            + "}");
  }
}
