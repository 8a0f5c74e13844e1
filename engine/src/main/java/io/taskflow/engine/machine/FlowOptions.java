package io.taskflow.engine.machine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one flow, stored with it.
 *
 * @param placementLimit how long an attempt is tried again that no queue or worker takes, before it
 *     counts as failed
 * @param deferReverts whether a retry that decides for REVERT leaves the decision to the one around
 *     it, and to the flow as a whole if there is none; if not, only its own flow, and what follows
 *     it, is reverted then
 * @param neverResolve whether a failure is neither retried nor reverted: the flow ends as it is
 * @param deadline how long the flow may take from its start, or from when it is run again; past
 *     that it is reverted. Null for ever.
 */
public record FlowOptions(
    Duration placementLimit,
    boolean deferReverts,
    boolean neverResolve,
    @Nullable Duration deadline) {

  /** What holds unless something else is said. */
  public static final FlowOptions DEFAULTS =
      new FlowOptions(Duration.ofMinutes(5), false, false, null);

  /** The same with another {@link #placementLimit}. */
  public FlowOptions withPlacementLimit(Duration limit) {
    return new FlowOptions(limit, deferReverts, neverResolve, deadline);
  }

  /** The same with another {@link #deferReverts}. */
  public FlowOptions withDeferReverts(boolean defer) {
    return new FlowOptions(placementLimit, defer, neverResolve, deadline);
  }

  /** The same with another {@link #neverResolve}. */
  public FlowOptions withNeverResolve(boolean never) {
    return new FlowOptions(placementLimit, deferReverts, never, deadline);
  }

  /** The same with another {@link #deadline}. */
  public FlowOptions withDeadline(@Nullable Duration limit) {
    return new FlowOptions(placementLimit, deferReverts, neverResolve, limit);
  }
}
