package io.taskflow.engine.machine;

/** What the flow wants of an atom, whatever its status is now. */
public enum Intention {
  /** It is to be executed. */
  EXECUTE,
  /** It is to be undone, or never begun. */
  REVERT
}
