package io.taskflow.engine.runtime;

import io.taskflow.protocol.transport.LinkState;
import java.util.Set;

/**
 * Whether an engine can work now.
 *
 * @param broker the link to the broker
 * @param journalAvailable whether the last use of the journal worked
 * @param partitions the partitions it owns now
 */
public record EngineHealth(LinkState broker, boolean journalAvailable, Set<Integer> partitions) {
  public EngineHealth {
    partitions = Set.copyOf(partitions);
  }

  /** Whether flows can be taken and driven now. */
  public boolean ready() {
    return broker == LinkState.UP && journalAvailable;
  }
}
