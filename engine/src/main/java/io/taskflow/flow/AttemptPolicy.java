package io.taskflow.flow;

import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * How often an action of a task is attempted before it counts as failed, and how long is waited
 * between. A failure that is attempted again is no failure of the flow: no retry is asked, nothing
 * is reverted.
 *
 * @param attempts how often in all, from 1
 * @param firstDelay wait after the first failed attempt
 * @param factor by which each wait is longer than the one before, from 1.0
 * @param maxDelay longest wait
 * @param jitter part of each wait that is left to chance, from 0.0 to 1.0: with 0.2 a wait of 10 s
 *     is one of 8 to 10 s
 * @param retryOn failures that are attempted again, by type name or code; empty for all that say
 *     that they are retryable, unless the engine stated them itself
 * @param notOn failures that are not, by type name or code; they win over {@code retryOn}
 */
public record AttemptPolicy(
    int attempts,
    Duration firstDelay,
    double factor,
    Duration maxDelay,
    double jitter,
    List<String> retryOn,
    List<String> notOn) {

  /** One attempt. */
  public static final AttemptPolicy ONCE =
      new AttemptPolicy(1, Duration.ZERO, 1.0, Duration.ZERO, 0.0, List.of(), List.of());

  /** Most attempts. */
  public static final int MAX_ATTEMPTS = 1_000_000;

  /**
   * Failures of which it is known that the task ran and may do better next time; what could not be
   * placed or looked up has limits of its own.
   */
  private static final Set<FailureCode> USUAL =
      EnumSet.of(
          FailureCode.TASK_FAILED,
          FailureCode.CHILD_FAILED,
          FailureCode.TIMED_OUT,
          FailureCode.WORKER_LOST,
          FailureCode.POISON_REQUEST);

  public AttemptPolicy {
    if (attempts < 1 || attempts > MAX_ATTEMPTS) {
      throw new IllegalArgumentException(
          "attempts must be 1 to %,d, but are %,d".formatted(MAX_ATTEMPTS, attempts));
    }
    if (!(factor >= 1.0 && factor <= 1_000.0)) {
      throw new IllegalArgumentException("factor must be 1.0 to 1000.0, but is " + factor);
    }
    if (!(jitter >= 0.0 && jitter <= 1.0)) {
      throw new IllegalArgumentException("jitter must be 0.0 to 1.0, but is " + jitter);
    }
    Rules.requireDelay("first delay", firstDelay);
    Rules.requireDelay("longest delay", maxDelay);
    Rules.requireNames("failure that is attempted again", retryOn);
    Rules.requireNames("failure that is not attempted again", notOn);
    retryOn = List.copyOf(retryOn);
    notOn = List.copyOf(notOn);
  }

  /** So many attempts, waiting 1 s, 2 s, 4 s and so on, up to a minute, a fifth of it by chance. */
  public static AttemptPolicy attempts(int attempts) {
    return new AttemptPolicy(
        attempts, Duration.ofSeconds(1), 2.0, Duration.ofMinutes(1), 0.2, List.of(), List.of());
  }

  /** The same with other waits. */
  public AttemptPolicy backoff(Duration first, double by, Duration most) {
    return new AttemptPolicy(attempts, first, by, most, jitter, retryOn, notOn);
  }

  /** The same with another {@link #jitter}. */
  public AttemptPolicy jitter(double part) {
    return new AttemptPolicy(attempts, firstDelay, factor, maxDelay, part, retryOn, notOn);
  }

  /** The same, for these failures only. */
  public AttemptPolicy retryOn(String... failures) {
    return new AttemptPolicy(
        attempts, firstDelay, factor, maxDelay, jitter, List.of(failures), notOn);
  }

  /** The same, but not for these failures. */
  public AttemptPolicy notOn(String... failures) {
    return new AttemptPolicy(
        attempts, firstDelay, factor, maxDelay, jitter, retryOn, List.of(failures));
  }

  /**
   * Whether a failure is attempted again.
   *
   * @param failed how many attempts have failed, this one included
   */
  public boolean again(Failure failure, int failed) {
    if (failed >= attempts || isOneOf(failure, notOn)) {
      return false;
    }
    return retryOn.isEmpty()
        ? failure.retryable() && USUAL.contains(failure.code())
        : isOneOf(failure, retryOn);
  }

  private static boolean isOneOf(Failure failure, List<String> names) {
    return names.contains(failure.code().name())
        || failure.typeNames().stream().anyMatch(names::contains);
  }

  /**
   * How long to wait before the next attempt.
   *
   * @param failed how many attempts have failed
   * @param chance from 0.0 to 1.0
   */
  public Duration delay(int failed, double chance) {
    double wait = firstDelay.toMillis() * Math.pow(factor, failed - 1.0);
    double bounded = Math.min(wait, maxDelay.toMillis());
    return Duration.ofMillis(Math.round(bounded * (1.0 - jitter * chance)));
  }
}
