package io.taskflow.engine.machine;

import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.FailureCode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A dispatch whose answer has not come. Immutable.
 *
 * @param token what an answer must carry
 * @param action what was asked for
 * @param number counts the dispatches of the round, from 1
 * @param openedAt when it was decided
 * @param since when the first dispatch of this action was decided; limits of waiting count from
 *     here
 * @param worker who was heard of last; null if nobody
 * @param startedAt when a worker was first known to be at it; null if none is
 * @param leasedUntil until when a lease keeps it alive; null if it is not leased
 * @param progressSequence of the last progress from that worker
 * @param deferral why and until when it rests because nobody takes it; null if it does not
 */
public record OpenAttempt(
    AttemptToken token,
    Action action,
    int number,
    Instant openedAt,
    Instant since,
    @Nullable String worker,
    @Nullable Instant startedAt,
    @Nullable Instant leasedUntil,
    long progressSequence,
    @Nullable Deferral deferral) {

  /**
   * Why an attempt rests.
   *
   * @param code the kind of obstacle
   * @param reason for people
   * @param until when it is dispatched again
   */
  public record Deferral(FailureCode code, String reason, Instant until) {}

  OpenAttempt started(String by, Instant at) {
    return new OpenAttempt(
        token, action, number, openedAt, since, by, at, leasedUntil, sequenceOf(by), null);
  }

  OpenAttempt leased(String by, Instant at, Instant until) {
    Instant begunAt = startedAt == null ? at : startedAt;
    return new OpenAttempt(
        token, action, number, openedAt, since, by, begunAt, until, sequenceOf(by), null);
  }

  OpenAttempt progressed(String by, Instant at, long sequence) {
    Instant begunAt = startedAt == null ? at : startedAt;
    return new OpenAttempt(
        token, action, number, openedAt, since, by, begunAt, leasedUntil, sequence, null);
  }

  OpenAttempt deferred(Deferral why) {
    return new OpenAttempt(token, action, number, openedAt, since, null, null, null, 0, why);
  }

  /** Sequences of another worker's run of the same request start anew. */
  long sequenceOf(String by) {
    return by.equals(worker) ? progressSequence : 0;
  }

  /** Whether a worker is known to be at it. */
  public boolean held() {
    return startedAt != null;
  }
}
