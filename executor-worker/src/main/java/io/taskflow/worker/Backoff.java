package io.taskflow.worker;

import java.time.Duration;

/**
 * Growing delays between tries.
 *
 * @param first the longest delay before the second try
 * @param longest no delay is longer
 */
record Backoff(Duration first, Duration longest) {

  /**
   * The delay after so many failed tries: it doubles each time, and a random part of its second
   * half is left out, so that many workers don't try in step.
   *
   * @param failures from 1
   * @param random from 0.0 to 1.0
   */
  Duration delay(int failures, double random) {
    double doubled = first.toNanos() * Math.pow(2, Math.min(failures, 60) - 1.0);
    double capped = Math.min(doubled, longest.toNanos());
    return Duration.ofNanos((long) (capped * (1.0 - random / 2)));
  }
}
