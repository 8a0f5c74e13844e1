package io.taskflow.worker;

import java.time.Duration;

/** Why running code was interrupted. */
sealed interface Interruption {

  /** The engine doesn't want the attempt any more. */
  record Cancelled(String reason) implements Interruption {}

  /** The attempt ran longer than it may. */
  record TimedOut(Duration limit) implements Interruption {}

  /** The worker has to stop. */
  record Stopped() implements Interruption {}
}
