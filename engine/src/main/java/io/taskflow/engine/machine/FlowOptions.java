package io.taskflow.engine.machine;

import java.time.Duration;

/**
 * Settings of one flow, stored with it.
 *
 * @param placementLimit how long an attempt is tried again that no queue or worker takes, before it
 *     counts as failed
 */
public record FlowOptions(Duration placementLimit) {

  /** What holds unless something else is said. */
  public static final FlowOptions DEFAULTS = new FlowOptions(Duration.ofMinutes(5));
}
