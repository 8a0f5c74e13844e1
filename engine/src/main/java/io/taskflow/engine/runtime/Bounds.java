package io.taskflow.engine.runtime;

import java.time.Duration;

/**
 * What must not grow without limit, as the engine was built. Immutable.
 *
 * @param snapshotEvery after so many entries of a flow its state is stored as a whole, at the
 *     earliest
 * @param keepEntries so many of the last entries of a flow are kept, at least
 * @param maxOutstanding so many requests of a topic a partition has out at once
 * @param parkedAfter how long a request may wait for a worker before that is noted
 * @param lostAfter how much longer than a worker can be silent a request may be silent that nobody
 *     has
 */
record Bounds(
    int snapshotEvery,
    int keepEntries,
    int maxOutstanding,
    Duration parkedAfter,
    Duration lostAfter) {

  static final Bounds DEFAULTS =
      new Bounds(500, 10_000, 10_000, Duration.ofSeconds(15), Duration.ofSeconds(60));

  Bounds withSnapshotEvery(int entries) {
    return new Bounds(entries, keepEntries, maxOutstanding, parkedAfter, lostAfter);
  }

  Bounds withKeepEntries(int entries) {
    return new Bounds(snapshotEvery, entries, maxOutstanding, parkedAfter, lostAfter);
  }

  Bounds withMaxOutstanding(int requests) {
    return new Bounds(snapshotEvery, keepEntries, requests, parkedAfter, lostAfter);
  }

  Bounds withParkedAfter(Duration time) {
    return new Bounds(snapshotEvery, keepEntries, maxOutstanding, time, lostAfter);
  }

  Bounds withLostAfter(Duration time) {
    return new Bounds(snapshotEvery, keepEntries, maxOutstanding, parkedAfter, time);
  }
}
