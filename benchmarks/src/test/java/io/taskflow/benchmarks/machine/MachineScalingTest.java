package io.taskflow.benchmarks.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A short run of the benchmark. Its bounds hold on machines that are busy with something else,
 * which disturbs the large flow most, for its data does not fit into a cache; so they are wider
 * than what {@code deploy/benchmark.sh machine} is to show on a quiet one.
 */
class MachineScalingTest {

  private static final long SEED = 1;
  private static final int MIDDLE = 10_000;
  private static final int LARGE = 100_000;

  private static Comparison comparison;

  @BeforeAll
  static void measure() {
    comparison = Comparison.of(new int[] {MIDDLE, LARGE}, AnswerOrder.ANY_ORDER, 1, 3, SEED);
  }

  /** In the heap of the tests, which is 1 GiB. */
  @Test
  void aHundredThousandTasksAreCompiledAndRunWithinTenSeconds() {
    assertThat(comparison.spread(LARGE, Cost::totalMicros).min() * LARGE / 1e6)
        .as("seconds of processor time, seeds from %d: %s", SEED, comparison)
        .isLessThan(10);
  }

  @Test
  void aTaskOfALargeFlowTakesNotMuchLongerThanOneOfASmallerFlow() {
    assertThat(comparison.ratioOfBest(LARGE, MIDDLE, Cost::totalMicros))
        .as("time at 100,000 tasks against 10,000, seeds from %d: %s", SEED, comparison)
        .isLessThan(3);
  }

  /** Vectors are a level deeper; nothing else grows. */
  @Test
  void aTaskOfALargeFlowAllocatesAsMuchAsOneOfASmallerFlow() {
    assertThat(comparison.ratio(LARGE, MIDDLE, Cost::totalBytes))
        .as("bytes at 100,000 tasks against 10,000, seeds from %d: %s", SEED, comparison)
        .isLessThan(1.2);
  }
}
