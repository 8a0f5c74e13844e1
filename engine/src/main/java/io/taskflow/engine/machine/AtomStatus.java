package io.taskflow.engine.machine;

/** How an atom stands. The legal changes are in {@link Transitions}. */
public enum AtomStatus {
  /** Not begun. */
  PENDING,
  /** Its execute was dispatched and has not ended. */
  RUNNING,
  /** Executed. */
  SUCCESS,
  /** Its execute failed. */
  FAILURE,
  /** Its revert was dispatched and has not ended. */
  REVERTING,
  /** Undone. */
  REVERTED,
  /** Its revert failed. */
  REVERT_FAILURE
}
