package io.taskflow.engine.control;

import static io.taskflow.engine.control.RetryDecision.RETRY;
import static io.taskflow.engine.control.RetryDecision.REVERT;
import static io.taskflow.engine.control.RetryDecision.REVERT_ALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.taskflow.engine.control.RetryController.Call;
import io.taskflow.flow.RetryRule;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BuiltInRetriesTest {

  @Test
  void thoseThatAlwaysRevertProvideNullAndDecideAlike() throws Exception {
    RetryController once = BuiltInRetries.of(new RetryRule.AlwaysRevert());
    assertThat(once.execute(call(RetryHistory.EMPTY))).isEqualTo(Json.NULL);
    assertThat(once.onFailure(call(tried(Json.NULL)))).isEqualTo(REVERT);
    assertThat(once.revert(call(tried(Json.NULL)), Map.of())).isEqualTo(Json.NULL);
    RetryController all = BuiltInRetries.of(new RetryRule.AlwaysRevertAll());
    assertThat(all.execute(call(RetryHistory.EMPTY))).isEqualTo(Json.NULL);
    assertThat(all.onFailure(call(tried(Json.NULL)))).isEqualTo(REVERT_ALL);
  }

  @Test
  void timesCountsExecutionsInAll() throws Exception {
    assertThat(walk(new RetryRule.Times(3, false)))
        .containsExactly("1 RETRY", "2 RETRY", "3 REVERT");
    assertThat(walk(new RetryRule.Times(1, true))).containsExactly("1 REVERT_ALL");
    assertThat(walk(new RetryRule.Times(0, false))).containsExactly("1 REVERT");
  }

  @Test
  void forEachTriesEachValueOnceAndOneThatIsThereTwiceTwice() throws Exception {
    assertThat(walk(new RetryRule.ForEach(values("b", "a", "b"), false)))
        .containsExactly("\"b\" RETRY", "\"a\" RETRY", "\"b\" REVERT");
    assertThat(walk(new RetryRule.ForEach(values(null, List.of(1)), true)))
        .containsExactly("null RETRY", "[1] REVERT_ALL");
  }

  @Test
  void eachValueThatWasTriedIsTakenOutOfTheListAsItIsNow() throws Exception {
    RetryController retry = BuiltInRetries.of(new RetryRule.ForEach(values(1, 2, 1, 3), false));
    assertThat(retry.execute(call(tried(Json.of(3), Json.of(1))))).isEqualTo(Json.of(2));
    assertThat(retry.execute(call(tried(Json.of(9), Json.of(1), Json.of(2)))))
        .isEqualTo(Json.of(1));
  }

  @Test
  void membersOfAValueHaveNoOrder() throws Exception {
    RetryController retry =
        BuiltInRetries.of(
            new RetryRule.ForEach(List.of(Json.parse("{\"a\":1,\"b\":2}"), Json.of(1)), false));
    assertThat(retry.execute(call(tried(Json.parse("{\"b\":2,\"a\":1}"))))).isEqualTo(Json.of(1));
  }

  @Test
  void withNothingLeftItIsNotFound() {
    RetryController retry = BuiltInRetries.of(new RetryRule.ForEach(List.of(), false));
    ControlException failure =
        catchThrowableOfType(ControlException.class, () -> retry.execute(call(RetryHistory.EMPTY)));
    assertThat(failure).hasMessage("no value is left for the retry 'r', which has tried 0");
    assertThat(failure.code()).isEqualTo(FailureCode.NOT_FOUND);
  }

  @Test
  void theValuesMayComeFromAnArgument() throws Exception {
    RetryController retry = BuiltInRetries.of(new RetryRule.ParameterizedForEach(false));
    Call first = new Call("r", RetryHistory.EMPTY, argument(Json.of(List.of("x", "y"))));
    assertThat(retry.execute(first)).isEqualTo(Json.of("x"));
    Call last = new Call("r", tried(Json.of("x"), Json.of("y")), first.arguments());
    assertThat(retry.onFailure(last)).isEqualTo(REVERT);
    assertThatThrownBy(
            () -> retry.execute(new Call("r", RetryHistory.EMPTY, argument(Json.of("x")))))
        .isInstanceOf(ControlException.class)
        .hasMessage("the argument 'values' of the retry 'r' must be an array, but is not");
  }

  /** What each try provides and its failure leads to, until it gives up. */
  private static List<String> walk(RetryRule.BuiltIn rule) throws Exception {
    RetryController retry = BuiltInRetries.of(rule);
    RetryHistory history = RetryHistory.EMPTY;
    List<String> walk = new ArrayList<>();
    RetryDecision decision = RETRY;
    while (decision == RETRY) {
      Json provided = retry.execute(call(history));
      history = history.with(provided);
      decision = retry.onFailure(call(history));
      walk.add(provided + " " + decision);
    }
    return walk;
  }

  private static List<Json> values(Object... values) {
    return Arrays.stream(values).map(Json::of).toList();
  }

  private static RetryHistory tried(Json... provided) {
    RetryHistory history = RetryHistory.EMPTY;
    for (Json one : provided) {
      history = history.with(one);
    }
    return history;
  }

  private static Call call(RetryHistory history) {
    return new Call("r", history, new TreeMap<>());
  }

  private static SortedMap<String, Json> argument(Json values) {
    return new TreeMap<>(Map.of(RetryRule.ParameterizedForEach.VALUES, values));
  }
}
