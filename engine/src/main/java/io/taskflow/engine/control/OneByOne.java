package io.taskflow.engine.control;

import io.taskflow.flow.RetryRule.ParameterizedForEach;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tries once with each of some values, in order. Each value that was tried takes one equal value
 * out of the list; the order of the members of an object doesn't matter.
 */
record OneByOne(Values values, RetryDecision givingUp) implements RetryController {

  /** Where the values come from. */
  @FunctionalInterface
  interface Values {
    List<Json> of(Call call) throws ControlException;
  }

  /** The values in the argument for them. */
  static List<Json> values(Call call) throws ControlException {
    Json argument = call.arguments().getOrDefault(ParameterizedForEach.VALUES, Json.NULL);
    if (!argument.text().startsWith("[")) {
      throw new ControlException(
          FailureCode.TASK_FAILED,
          "the argument '%s' of the retry '%s' must be an array, but is not"
              .formatted(ParameterizedForEach.VALUES, call.retry()));
    }
    return List.of(argument.as(Json[].class));
  }

  @Override
  public Json execute(Call call) throws ControlException {
    return next(call)
        .orElseThrow(
            () ->
                new ControlException(
                    FailureCode.NOT_FOUND,
                    "no value is left for the retry '%s', which has tried %d"
                        .formatted(call.retry(), call.history().size())));
  }

  @Override
  public RetryDecision onFailure(Call call) throws ControlException {
    return next(call).isPresent() ? RetryDecision.RETRY : givingUp;
  }

  private Optional<Json> next(Call call) throws ControlException {
    Map<Key, Integer> tried = new HashMap<>();
    for (RetryHistory.Attempt attempt : call.history().attempts()) {
      tried.merge(Key.of(attempt.provided()), 1, Integer::sum);
    }
    for (Json value : values.of(call)) {
      Integer left = tried.computeIfPresent(Key.of(value), (key, n) -> n - 1);
      if (left == null || left < 0) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  /** What makes values equal. */
  private record Key(@Nullable Object value) {
    static Key of(Json json) {
      return new Key(json.toObject());
    }
  }
}
