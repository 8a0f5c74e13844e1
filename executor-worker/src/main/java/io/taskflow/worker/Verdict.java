package io.taskflow.worker;

import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;

/** What is to be done with a request that has arrived. */
sealed interface Verdict {

  /** Run it with this task. */
  record Run(TaskDefinition definition) implements Verdict {}

  /** Answer that it failed, without running it. */
  record Fail(Failure failure) implements Verdict {}

  /** Answer that this worker can't run it. */
  record Reject(FailureCode code, String reason) implements Verdict {}
}
