package io.taskflow.protocol;

/** What becomes of a request whose worker died with it in hand. */
public enum OnWorkerLoss {
  /** Another worker runs it again: the task may run more than once. */
  REDISPATCH,
  /** It is answered as failed with {@link FailureCode#WORKER_LOST}: the task runs at most once. */
  FAIL
}
