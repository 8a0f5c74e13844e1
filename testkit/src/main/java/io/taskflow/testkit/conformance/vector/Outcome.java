package io.taskflow.testkit.conformance.vector;

import io.taskflow.protocol.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a call of a task ended. */
public sealed interface Outcome {

  /** It returned a value. */
  record Returned(Json value) implements Outcome {}

  /**
   * It failed.
   *
   * @param type the class of the failure
   * @param message what went wrong
   */
  record Raised(String type, String message) implements Outcome {

    /** The failure as vectors write it. */
    public Json asFailure() {
      Map<String, String> failure = new LinkedHashMap<>();
      failure.put("class", type);
      failure.put("message", message);
      return Json.of(failure);
    }
  }
}
