package io.taskflow.engine.runtime;

/**
 * How much a flow's journal has after its last snapshot. Owned by the loop of its partition.
 *
 * <p>A snapshot is due when what follows the last one has become as large as that: so snapshots
 * cost about as much as the entries at most, however large a flow is, and reading a flow costs
 * about twice its size at most.
 */
final class Tail {

  private long entries;
  private long characters;
  private long enough;

  /** Of a flow that was just submitted. */
  static Tail ofNew() {
    return new Tail(0, 1, 0);
  }

  /**
   * As it was read.
   *
   * @param snapshot how many characters the snapshot has before it; 0 if there is none
   */
  Tail(long snapshot, long entries, long characters) {
    this.enough = snapshot;
    this.entries = entries;
    this.characters = characters;
  }

  void entry(int length) {
    entries++;
    characters += length;
  }

  boolean due(int every) {
    return entries >= every && characters >= enough;
  }

  /** There is a snapshot of so many characters, or one would have had more than these. */
  void snapshot(int length) {
    entries = 0;
    characters = 0;
    enough = length;
  }
}
