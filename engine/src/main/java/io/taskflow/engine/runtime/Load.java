package io.taskflow.engine.runtime;

/**
 * What a partition has in hand, as of its last turn.
 *
 * @param unconfirmed messages that the broker has not confirmed
 * @param inMemory flows in memory
 * @param outstanding requests that are out
 * @param heldBack requests that wait for room
 */
record Load(int unconfirmed, int inMemory, int outstanding, int heldBack) {

  static final Load NONE = new Load(0, 0, 0, 0);

  static Load of(FlowTurns turns) {
    return new Load(
        turns.outbox().unconfirmed(),
        turns.flows().size(),
        turns.flight().out(),
        turns.flight().heldBack());
  }

  Load plus(Load other) {
    return new Load(
        unconfirmed + other.unconfirmed,
        inMemory + other.inMemory,
        outstanding + other.outstanding,
        heldBack + other.heldBack);
  }
}
