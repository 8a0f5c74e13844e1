package io.taskflow.engine.runtime;

import io.taskflow.protocol.transport.LinkState;
import java.util.Set;

/**
 * Whether an engine can work now.
 *
 * @param broker the link to the broker
 * @param journalAvailable whether the last use of the journal worked
 * @param partitions the partitions it owns and drives now
 * @param share how many partitions it should own; 0 if there are more engines than partitions
 */
public record EngineHealth(
    LinkState broker, boolean journalAvailable, Set<Integer> partitions, int share) {
  public EngineHealth {
    partitions = Set.copyOf(partitions);
  }

  /**
   * Whether flows can be taken and driven now. False for an engine that should have partitions and
   * has none yet, for instance because the lease of an engine that was killed has not run out.
   */
  public boolean ready() {
    return broker == LinkState.UP && journalAvailable && (share == 0 || !partitions.isEmpty());
  }
}
