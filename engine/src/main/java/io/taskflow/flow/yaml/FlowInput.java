package io.taskflow.flow.yaml;

import io.taskflow.protocol.Json;
import io.taskflow.protocol.Names;
import org.jspecify.annotations.Nullable;

/**
 * A value that a flow is started with.
 *
 * @param type what it has to be
 * @param required whether it must be given; if not, and without a default, it may be absent
 * @param fallback its value if none is given; null if there is none
 * @param description for people; empty if there is none
 */
public record FlowInput(
    InputType type, boolean required, @Nullable Json fallback, String description) {

  /** Longest description, in characters. */
  public static final int MAX_DESCRIPTION_LENGTH = 10_000;

  public FlowInput {
    Names.requireText("the description of an input", description, MAX_DESCRIPTION_LENGTH);
    if (fallback != null) {
      if (required) {
        throw new IllegalArgumentException("an input with a default is never required");
      }
      if (!type.accepts(fallback)) {
        throw new IllegalArgumentException(
            "the default must be %s, but is %s".formatted(type.text(), InputType.found(fallback)));
      }
    }
  }

  /** One that must be given. */
  public static FlowInput required(InputType type) {
    return new FlowInput(type, true, null, "");
  }
}
