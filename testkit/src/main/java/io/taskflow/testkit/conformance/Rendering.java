package io.taskflow.testkit.conformance;

import io.taskflow.engine.control.RetryHistory;
import io.taskflow.engine.control.RetryHistory.Attempt;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Json;
import io.taskflow.testkit.conformance.vector.Outcome;
import io.taskflow.testkit.conformance.vector.RaisedException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes failures and histories as vectors do. */
final class Rendering {

  private static final String RAISED = RaisedException.class.getName();

  private Rendering() {}

  /** The failure that a task of a vector ends with. */
  static Failure failure(Outcome.Raised raised) {
    return new Failure(
        FailureCode.TASK_FAILED, List.of(raised.type()), raised.message(), "", true, List.of());
  }

  /** A failure with its class and message; without a message if the engine itself states it. */
  static Json failure(Failure failure) {
    Failure thrown = thrown(failure);
    if (thrown != null) {
      List<String> parts = RaisedException.parse(thrown.message());
      return new Outcome.Raised(parts.get(0), parts.get(1)).asFailure();
    }
    String type =
        switch (failure.code()) {
          case TASK_FAILED -> failure.type();
          case NOT_FOUND -> "NotFound";
          default -> failure.code().name();
        };
    return new Outcome.Raised(type, failure.message()).asFailure();
  }

  /** What the code of a vector threw, if that is what is behind a failure. */
  private static @Nullable Failure thrown(Failure failure) {
    if (failure.isA(RAISED)) {
      return failure;
    }
    for (Failure cause : failure.causes()) {
      Failure found = thrown(cause);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** The same, null if there is none. */
  static @Nullable Json orNull(@Nullable Failure failure) {
    return failure == null ? null : failure(failure);
  }

  /** A failure where a value is expected. */
  static Json inPlaceOfValue(Failure failure) {
    return Json.of(Map.of("$failure", failure(failure)));
  }

  /** Failures by the names of atoms. */
  static Map<String, Json> failures(Map<String, Failure> failures) {
    Map<String, Json> all = new TreeMap<>();
    failures.forEach((atom, failure) -> all.put(atom, failure(failure)));
    return all;
  }

  /** What a retry has tried: values, and failures by the names of atoms. */
  static Json history(RetryHistory history) {
    return Json.of(history.attempts().stream().map(Rendering::attempt).toList());
  }

  private static List<Object> attempt(Attempt attempt) {
    return List.of(attempt.provided(), failures(attempt.failures()));
  }
}
