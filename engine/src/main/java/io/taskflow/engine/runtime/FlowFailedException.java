package io.taskflow.engine.runtime;

import java.util.stream.Collectors;

/** A flow did not succeed; {@link #result} tells how it ended. */
public final class FlowFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient FlowResult result;

  FlowFailedException(FlowResult result) {
    super(message(result));
    this.result = result;
  }

  /** How the flow came to rest. */
  public FlowResult result() {
    return result;
  }

  private static String message(FlowResult result) {
    String text = "flow '" + result.name() + "' (" + result.id() + ") ended " + result.status();
    if (!result.failures().isEmpty()) {
      text +=
          result.failures().entrySet().stream()
              .map(e -> "task '" + e.getKey() + "' failed: " + e.getValue())
              .collect(Collectors.joining("; ", ": ", ""));
    }
    if (!result.revertFailures().isEmpty()) {
      text +=
          result.revertFailures().entrySet().stream()
              .map(e -> "revert of task '" + e.getKey() + "' failed: " + e.getValue())
              .collect(Collectors.joining("; ", "; ", ""));
    }
    return text;
  }
}
