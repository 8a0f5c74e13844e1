package io.taskflow.engine.runtime;

import io.taskflow.engine.machine.FlowOptions;
import io.taskflow.protocol.Names;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a flow is to be submitted.
 *
 * @param key the caller's own identity of this submission: a second one with the same key gives the
 *     flow of the first and stores nothing; null for none. It also decides in which partition the
 *     flow goes on; flows without one that are submitted together share a partition
 * @param labels marks to find it by
 * @param flow settings stored with the flow; null for the engine's
 */
public record SubmitOptions(
    @Nullable String key, Map<String, String> labels, @Nullable FlowOptions flow) {

  /** No key, no labels, the engine's settings. */
  public static final SubmitOptions DEFAULTS = new SubmitOptions(null, Map.of(), null);

  /** Most labels of a flow. */
  public static final int MAX_LABELS = 50;

  /** Longest value of a label, in characters. */
  public static final int MAX_LABEL_LENGTH = 1_000;

  /**
   * Checks the texts.
   *
   * @throws IllegalArgumentException if the key or the name of a label is blank, longer than {@link
   *     Names#MAX_NAME_LENGTH} or contains a control character; if a label is longer than {@link
   *     #MAX_LABEL_LENGTH} or contains U+0000; if anything contains half a surrogate pair; if there
   *     are more than {@link #MAX_LABELS}
   */
  public SubmitOptions {
    labels = Map.copyOf(labels);
    if (key != null) {
      Names.requireName("the key of a submission", key, Names.MAX_NAME_LENGTH);
    }
    if (labels.size() > MAX_LABELS) {
      throw new IllegalArgumentException(
          "there are " + labels.size() + " labels, at most " + MAX_LABELS + " are allowed");
    }
    labels.forEach(
        (name, value) -> {
          Names.requireName("the name of a label", name, Names.MAX_NAME_LENGTH);
          Names.requireText("label '" + name + "'", value, MAX_LABEL_LENGTH);
        });
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
