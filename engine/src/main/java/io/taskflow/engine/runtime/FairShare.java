package io.taskflow.engine.runtime;

import java.util.List;

/** How many partitions each engine is to own. Pure. */
final class FairShare {

  private FairShare() {}

  /**
   * The number for one engine: equal for all, and where that doesn't come out even, one more for
   * the first engines by name, so that all engines agree.
   *
   * @param engines the living engines, sorted
   */
  static int of(int partitions, List<String> engines, String engine) {
    int place = Math.max(engines.indexOf(engine), 0);
    int count = Math.max(engines.size(), 1);
    return partitions / count + (place < partitions % count ? 1 : 0);
  }
}
