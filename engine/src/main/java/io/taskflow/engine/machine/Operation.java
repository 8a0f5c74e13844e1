package io.taskflow.engine.machine;

/** What a person can do about an atom that does not get on by itself. */
public enum Operation {
  /** Do it again, with the same arguments or others. */
  RETRY,
  /** Say what came of it. */
  RESOLVE,
  /** Go on without it. */
  SKIP,
  /** Have seen it: it is not listed any more. */
  DISMISS,
  /** Revert the whole flow. */
  REVERT,
  /** Run the flow again. */
  RERUN
}
