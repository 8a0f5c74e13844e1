package io.taskflow.benchmarks.work;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Text that means nothing and that databases can't compress to nothing. */
public final class Filler {

  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final long SEED = 5;

  private Filler() {}

  /** So many letters, digits and dashes; the same each time. */
  public static String text(int length) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }
}
