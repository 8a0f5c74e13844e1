package io.taskflow.protocol;

/** What a request asks a worker to do with a task. */
public enum Action {
  /** Do the task's work. */
  EXECUTE,
  /** Undo what an earlier execute did, or tidy up after one that failed. */
  REVERT
}
