package io.taskflow.testkit.simulation;

import io.taskflow.testkit.simulation.world.Chance;
import java.time.Duration;
import java.util.List;

/**
 * How a world is and what it has to bear, different for each.
 *
 * @param engines how many there are
 * @param workers how many there are
 * @param partitions how many the journal has
 * @param flows how many are submitted
 * @param trouble how long things go wrong
 * @param lease how long an engine owns a partition without renewal
 * @param crashOneIn in one of so many effects of a process it crashes
 * @param freezeOneIn in one of so many effects of a process it stands still
 * @param journalOneIn in one of so many calls of the journal something is wrong
 * @param mishapEvery the mean time between mishaps that come from outside
 * @param snapshotEvery after how many entries the state of a flow is stored as a whole
 * @param maxOutstanding how many requests of a topic a partition has out at once
 * @param purges whether queues are purged, and tasks must not run twice: then engines look for what
 *     nobody has
 * @param lostAfter how long engines wait for what nobody has
 * @param failing how likely the code of a task fails
 * @param revertFailing how likely the code of a revert fails
 */
record Stress(
    int engines,
    int workers,
    int partitions,
    int flows,
    Duration trouble,
    Duration lease,
    int crashOneIn,
    int freezeOneIn,
    int journalOneIn,
    Duration mishapEvery,
    int snapshotEvery,
    int maxOutstanding,
    boolean purges,
    Duration lostAfter,
    double failing,
    double revertFailing) {

  /** Longer than any world lasts. */
  private static final Duration NEVER = Duration.ofDays(1);

  static Stress of(Chance chance) {
    boolean purges = chance.oneIn(3);
    return new Stress(
        chance.between(1, 3),
        chance.between(1, 3),
        chance.between(1, 3),
        chance.between(1, 4),
        chance.millis(1_500, 10_000),
        chance.millis(1_000, 4_000),
        often(chance),
        often(chance),
        chance.pick(List.of(20, 60, 200)),
        chance.millis(200, 4_000),
        chance.pick(List.of(1, 3, 10, 500)),
        chance.pick(List.of(1, 3, 10_000)),
        purges,
        purges ? chance.millis(5_000, 20_000) : NEVER,
        chance.pick(List.of(0.0, 0.05, 0.15, 0.3)),
        chance.pick(List.of(0.0, 0.0, 0.0, 0.05)));
  }

  private static int often(Chance chance) {
    return chance.pick(List.of(100, 400, 2_000));
  }
}
