package io.taskflow.engine.machine;

/** Why a person should look at an atom. */
public enum Trouble {
  /** Its revert failed, and the flow waits for somebody to decide. */
  REVERT_FAILED,
  /** It failed in a flow that resolves no failures. */
  UNRESOLVED,
  /** No queue or worker takes its request, or no live worker would take it from its queue. */
  PARKED,
  /** It failed since its request was delivered too often without an answer. */
  POISONED,
  /** It failed since nobody began it in time. */
  EXPIRED
}
