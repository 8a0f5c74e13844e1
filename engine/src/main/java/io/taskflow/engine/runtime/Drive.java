package io.taskflow.engine.runtime;

import io.taskflow.protocol.FlowId;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What makes an engine go: the time, chance, and whoever calls the steps of its partitions. {@link
 * EngineThreads} does it with threads; a {@link ManualEngine} is driven by its caller. Thread-safe.
 */
interface Drive extends InstantSource {

  /** Nanoseconds that pass evenly, from an arbitrary beginning. */
  long nanoTime();

  /** An identity that nobody else has. */
  FlowId newId();

  /** Runs an action once after a delay. */
  void after(Duration delay, Runnable action);

  /** Runs an action that may wait long, beside everything else. */
  void aside(Runnable action);

  /** Calls the steps of a partition from now on, until it has ended. */
  void drive(Partition partition);
}
