package io.taskflow.benchmarks.work;

/** How the tasks of a flow hang together. */
public enum Shape {
  /** One after another. */
  CHAIN,
  /** All at once. */
  FAN_OUT,
  /** One after another; the last one fails, and those before it are reverted. */
  ROLLBACK
}
