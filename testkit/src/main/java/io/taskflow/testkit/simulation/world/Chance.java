package io.taskflow.testkit.simulation.world;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** All chance of a simulated world, from one seed. Not thread-safe. */
public final class Chance {

  private final RandomGenerator random;

  /** The chance that the seed makes, always the same. */
  public Chance(long seed) {
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** The generator behind it. */
  public RandomGenerator generator() {
    return random;
  }

  /** True in one of so many cases. */
  public boolean oneIn(int cases) {
    return random.nextInt(cases) == 0;
  }

  /** True with that probability. */
  public boolean withProbability(double probability) {
    return random.nextDouble() < probability;
  }

  /** A number from 0 to below the bound. */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** A number in a range, both ends included. */
  public int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  /** So many milliseconds, to the microsecond. */
  public Duration millis(double least, double most) {
    return Duration.ofNanos(
        1_000 * (long) (1_000 * (least + (most - least) * random.nextDouble())));
  }

  /** One of several. */
  public <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
