package io.taskflow.protocol.amqp;

import java.time.Duration;

/**
 * How long to wait before trying again: doubling from the shortest to the longest delay, with
 * jitter, so that many clients of a broker don't come back at the same moment.
 *
 * @param shortest the first delay's upper bound
 * @param longest no delay is longer; what stayed open that long counts as healthy
 */
record Backoff(Duration shortest, Duration longest) {

  private static final int MOST_DOUBLINGS = 30;

  Backoff {
    check(shortest, longest);
  }

  /** Throws {@link IllegalArgumentException} unless these are the bounds of a backoff. */
  static void check(Duration shortest, Duration longest) {
    if (shortest.isNegative() || shortest.isZero() || longest.compareTo(shortest) < 0) {
      throw new IllegalArgumentException(
          "backoff must be positive and not shrink, but is %s to %s".formatted(shortest, longest));
    }
  }

  /**
   * @param failures how many attempts have failed in a row before
   * @param random at least 0, less than 1
   */
  Duration delay(int failures, double random) {
    if (failures == 0) {
      return scale(shortest, random);
    }
    Duration doubled = shortest.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
    return scale(doubled.compareTo(longest) < 0 ? doubled : longest, 0.5 + random / 2);
  }

  private static Duration scale(Duration duration, double factor) {
    return Duration.ofNanos((long) (duration.toNanos() * factor));
  }
}
