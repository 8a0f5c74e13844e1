package io.taskflow.engine.control;

/** What a retry says to a failure in its flow. */
public enum RetryDecision {
  /** Revert the flow, and what followed it, and execute it anew. */
  RETRY,
  /** Revert the flow, and ask the retry around it too. */
  REVERT,
  /** Revert everything. */
  REVERT_ALL
}
