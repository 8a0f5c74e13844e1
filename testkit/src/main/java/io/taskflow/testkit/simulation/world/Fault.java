package io.taskflow.testkit.simulation.world;

/** What can go wrong in a simulated world. */
public enum Fault {
  /** An engine ends at once, at any step. */
  ENGINE_CRASH,
  /** An engine stands still, at any step, and goes on as if nothing had happened. */
  ENGINE_FREEZE,
  /** An engine hands its partitions over and another one starts. */
  ENGINE_RESTART,
  /** A worker ends at once, at any step. */
  WORKER_CRASH,
  /** A worker stands still and goes on as if nothing had happened. */
  WORKER_FREEZE,
  /** A worker is drained and another one starts. */
  WORKER_RESTART,
  /** The code of a task takes long. */
  SLOW_TASK,
  /** The code of a task ignores its interrupt. */
  DEAF_TASK,
  /** A connection to the broker is cut: messages, confirmations and acknowledgements are lost. */
  CONNECTION_CUT,
  /** All connections to the broker are cut; it comes back after a while. */
  BROKER_RESTART,
  /** The broker takes no messages for a while. */
  BROKER_BLOCKED,
  /** The broker refuses a message. */
  MESSAGE_REFUSED,
  /** The broker refuses a message and delivers it all the same. */
  MESSAGE_REFUSED_AND_TAKEN,
  /** A confirmation comes late. */
  LATE_CONFIRM,
  /** Something is long on its way. */
  SLOW_MESSAGE,
  /** The broker closes the channel of a consumer. */
  CHANNEL_CLOSED,
  /** Messages that were given back come after those that came later. */
  REORDERED_REDELIVERY,
  /** A queue of requests, or that of dead letters, is deleted with what is in it. */
  QUEUE_LOST,
  /** The inbox of a partition is deleted with what is in it. */
  INBOX_LOST,
  /** What waits in a queue is dropped, and nobody is told. */
  QUEUE_PURGED,
  /** An engine crashes before its commit. */
  CRASH_BEFORE_COMMIT,
  /** An engine crashes after its commit. */
  CRASH_AFTER_COMMIT,
  /** The journal does what is asked, but the answer is lost. */
  UNKNOWN_OUTCOME,
  /** The journal can't be used for a while. */
  JOURNAL_AWAY,
  /** The journal takes long to answer one call. */
  JOURNAL_SLOW
}
