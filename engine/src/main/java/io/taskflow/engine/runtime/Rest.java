package io.taskflow.engine.runtime;

import java.time.Duration;

/**
 * How long a partition has nothing to do after a step, unless it is woken.
 *
 * @param atMost zero or less: it has
 * @param untilArrival whether something that arrives ends it
 */
record Rest(Duration atMost, boolean untilArrival) {

  /** There is more to do now. */
  static final Rest NONE = new Rest(Duration.ZERO, false);

  /** Whatever arrives has to wait for that long. */
  static Rest pause(Duration time) {
    return new Rest(time, false);
  }
}
