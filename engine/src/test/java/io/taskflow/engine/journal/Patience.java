package io.taskflow.engine.journal;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * How long tests wait for what has to come before they fail: far longer than it takes on a machine
 * that is busy with something else, since only a failure takes that long.
 */
public final class Patience {

  /** Of one wait. */
  public static final Duration LIMIT = Duration.ofSeconds(60);

  private Patience() {}

  /** Waits with that limit. */
  public static ConditionFactory await() {
    return Awaitility.await().atMost(LIMIT);
  }

  /** Waits with that limit for something that the failure names. */
  public static ConditionFactory await(String what) {
    return Awaitility.await(what).atMost(LIMIT);
  }
}
