package io.taskflow.testkit.chaos;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a campaign is to run.
 *
 * @param seed of everything that is left to chance: the flows, the faults and what they hit
 * @param faultsFor how long faults happen
 * @param restWithin how long everything may take to come to rest when the faults have ended
 * @param lease how long a partition stays an engine's that can't renew its lease
 * @param engines how many engine processes, from 2
 * @param workers how many worker processes, from 2
 * @param directory for logs and the ledger; not deleted
 */
public record ChaosSettings(
    long seed,
    Duration faultsFor,
    Duration restWithin,
    Duration lease,
    int engines,
    int workers,
    Path directory) {

  /** Most flows that have been submitted and have not ended. */
  static final int MAX_UNFINISHED = 40;

  /** Time between two submissions. */
  static final Duration SUBMIT_EVERY = Duration.ofMillis(200);

  /** Checks the numbers. */
  public ChaosSettings {
    if (engines < 2 || workers < 2) {
      throw new IllegalArgumentException(
          "at least 2 engines and 2 workers are needed, but there are %d and %d"
              .formatted(engines, workers));
    }
    if (!faultsFor.isPositive() || !restWithin.isPositive()) {
      throw new IllegalArgumentException("the times of a campaign must be positive");
    }
  }
}
