package io.taskflow.worker;

import io.taskflow.protocol.Failure;
import io.taskflow.protocol.Json;

/** How a task's code ended. */
sealed interface Outcome {

  /** It returned this. */
  record Returned(Json result) implements Outcome {}

  /** It threw, or what it returned can't be sent. */
  record Threw(Failure failure) implements Outcome {}

  /** It did not end in time after it was interrupted. */
  record StillRunning() implements Outcome {}
}
