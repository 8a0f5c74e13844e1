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
 */
record Bounds(int snapshotEvery, int keepEntries, int maxOutstanding, Duration parkedAfter) {

  static final Bounds DEFAULTS = new Bounds(500, 10_000, 10_000, Duration.ofSeconds(15));

  Bounds withSnapshotEvery(int entries) {
    return new Bounds(entries, keepEntries, maxOutstanding, parkedAfter);
  }

  Bounds withKeepEntries(int entries) {
    return new Bounds(snapshotEvery, entries, maxOutstanding, parkedAfter);
  }

  Bounds withMaxOutstanding(int requests) {
    return new Bounds(snapshotEvery, keepEntries, requests, parkedAfter);
  }

  Bounds withParkedAfter(Duration time) {
    return new Bounds(snapshotEvery, keepEntries, maxOutstanding, time);
  }
}
