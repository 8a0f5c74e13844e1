package io.taskflow.engine.runtime;

/**
 * What must not grow without limit, as the engine was built. Immutable.
 *
 * @param snapshotEvery after so many entries of a flow its state is stored as a whole, at the
 *     earliest
 * @param keepEntries so many of the last entries of a flow are kept, at least
 */
record Bounds(int snapshotEvery, int keepEntries) {

  static final Bounds DEFAULTS = new Bounds(500, 10_000);

  Bounds withSnapshotEvery(int entries) {
    return new Bounds(entries, keepEntries);
  }

  Bounds withKeepEntries(int entries) {
    return new Bounds(snapshotEvery, entries);
  }
}
