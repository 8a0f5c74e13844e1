package io.taskflow.engine.machine;

/** How an atom stands. The legal changes are in {@link Transitions}. */
public enum AtomStatus {
  /** Not begun. */
  PENDING,
  /** Its execute was begun and has not ended. */
  RUNNING,
  /** Executed. */
  SUCCESS,
  /** Its execute failed. */
  FAILURE,
  /** Its revert was begun and has not ended. */
  REVERTING,
  /** Undone. */
  REVERTED,
  /** Its revert failed. */
  REVERT_FAILURE,
  /** A retry that begins anew. */
  RETRYING,
  /** Passed over, because a decider said so. */
  IGNORE
}
