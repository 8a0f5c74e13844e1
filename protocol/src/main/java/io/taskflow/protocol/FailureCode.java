package io.taskflow.protocol;

/** The kind of a {@link Failure}, by what a caller or an operator can do about it. */
public enum FailureCode {
  /** The task's own code failed. */
  TASK_FAILED,
  /** A child flow was not done; what failed in it are the causes. */
  CHILD_FAILED,
  /** A value that the task needs could not be looked up. */
  NOT_FOUND,
  /** No live worker knows the task's type or version. */
  UNKNOWN_TASK_TYPE,
  /** There is no queue for the task's topic. */
  UNKNOWN_TOPIC,
  /** The task returned something that is not JSON. */
  RESULT_NOT_JSON,
  /** The request or the result is over the size or depth limit. */
  TOO_LARGE,
  /** The worker that had the request died, and the task is not to be run again. */
  WORKER_LOST,
  /** The request was delivered too often without an answer. */
  POISON_REQUEST,
  /**
   * No worker was heard to begin it within its schedule-to-start limit. None begins it later; one
   * that had begun it before may not have been able to tell.
   */
  EXPIRED,
  /** It ran, or the flow went on, longer than its limit. */
  TIMED_OUT,
  /** The attempt was cancelled by the engine. */
  CANCELLED,
  /** A message could not be understood. */
  PROTOCOL_VIOLATION,
  /** The engine itself failed to go on with the task; the message says why. */
  ENGINE_ERROR
}
