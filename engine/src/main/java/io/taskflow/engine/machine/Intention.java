package io.taskflow.engine.machine;

/** What the flow wants of an atom, whatever its status is now. */
public enum Intention {
  /** It is to be executed. */
  EXECUTE,
  /** It is to be undone, or never begun. */
  REVERT,
  /** A retry is to begin anew, once all that follows it is undone. */
  RETRY,
  /** It is passed over. */
  IGNORE
}
