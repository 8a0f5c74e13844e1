package io.taskflow.engine.runtime;

import io.taskflow.engine.machine.FlowOptions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a flow is to be submitted.
 *
 * @param key the caller's own identity of this submission: a second one with the same key gives the
 *     flow of the first and stores nothing; null for none
 * @param labels marks to find it by
 * @param flow settings stored with the flow; null for the engine's
 */
public record SubmitOptions(
    @Nullable String key, Map<String, String> labels, @Nullable FlowOptions flow) {

  /** No key, no labels, the engine's settings. */
  public static final SubmitOptions DEFAULTS = new SubmitOptions(null, Map.of(), null);

  public SubmitOptions {
    labels = Map.copyOf(labels);
  }

  /** With the caller's own identity of the submission, at most 200 characters. */
  public SubmitOptions withKey(String own) {
    return new SubmitOptions(own, labels, flow);
  }

  /** With marks to find the flow by. */
  public SubmitOptions withLabels(Map<String, String> marks) {
    return new SubmitOptions(key, marks, flow);
  }

  /** With settings of its own. */
  public SubmitOptions withFlowOptions(FlowOptions own) {
    return new SubmitOptions(key, labels, own);
  }
}
