package io.taskflow.engine.machine;

import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.Failure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A dispatch whose answer has not come. Immutable.
 *
 * @param token what an answer must carry
 * @param action what was asked for
 * @param number counts the dispatches of the round, from 1; 0 as long as the first one is delayed
 * @param openedAt when it was decided
 * @param since when the first dispatch was decided since the action was last begun or failed;
 *     limits of waiting count from here
 * @param worker who was heard of last; null if nobody
 * @param startedAt when a worker was first known to be at it; null if none is
 * @param leasedUntil until when a lease keeps it alive; null if it is not leased
 * @param progressSequence of the last progress from that worker
 * @param failures how many attempts of this action have failed and were followed by another
 * @param deferral why and until when it rests; null if it does not
 * @param child what is known of the child flow that is to answer; null if a worker is
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
    int failures,
    @Nullable Deferral deferral,
    @Nullable OfChild child) {

  /**
   * How an attempt stands that a child flow is to answer.
   *
   * @param toldAt when the child was told last what it is to do
   * @param again how often it was told so again, for nothing was heard of it
   * @param cancelled why it is not wanted any more, which is what the attempt fails with when the
   *     child has reverted; null if it is wanted
   */
  public record OfChild(Instant toldAt, int again, @Nullable Failure cancelled) {

    OfChild toldAgain(Instant at) {
      return new OfChild(at, again + 1, cancelled);
    }

    OfChild cancelled(Failure why) {
      return new OfChild(toldAt, again, why);
    }
  }

  /**
   * Why an attempt rests.
   *
   * @param why the kind of reason
   * @param failure what stands in its way, or what the attempt before failed with; null if it is
   *     just to be later
   * @param until when it is dispatched
   */
  public record Deferral(Why why, @Nullable Failure failure, Instant until) {

    /** For people. */
    public String reason() {
      return failure == null ? "it is to be dispatched later" : failure.message();
    }

    /** Kinds of reasons. */
    public enum Why {
      /** No queue or worker takes it. */
      NOT_PLACED,
      /** The attempt before failed, and the next one waits. */
      BACKOFF,
      /** The task is to be dispatched later. */
      DELAY
    }
  }

  OpenAttempt started(String by, Instant at) {
    return new OpenAttempt(
        token,
        action,
        number,
        openedAt,
        since,
        by,
        at,
        leasedUntil,
        sequenceOf(by),
        failures,
        null,
        child);
  }

  OpenAttempt leased(String by, Instant at, Instant until) {
    Instant begunAt = startedAt == null ? at : startedAt;
    return new OpenAttempt(
        token,
        action,
        number,
        openedAt,
        since,
        by,
        begunAt,
        until,
        sequenceOf(by),
        failures,
        null,
        child);
  }

  OpenAttempt progressed(String by, Instant at, long sequence) {
    Instant begunAt = startedAt == null ? at : startedAt;
    return new OpenAttempt(
        token,
        action,
        number,
        openedAt,
        since,
        by,
        begunAt,
        leasedUntil,
        sequence,
        failures,
        null,
        child);
  }

  OpenAttempt deferred(Deferral why) {
    int failed = why.why() == Deferral.Why.BACKOFF ? failures + 1 : failures;
    return new OpenAttempt(
        token, action, number, openedAt, since, null, null, null, 0, failed, why, null);
  }

  OpenAttempt withChild(OfChild now) {
    return new OpenAttempt(
        token,
        action,
        number,
        openedAt,
        since,
        worker,
        startedAt,
        leasedUntil,
        progressSequence,
        failures,
        deferral,
        now);
  }

  /** Somebody asked for it again: the limits of waiting begin anew. */
  OpenAttempt retried(Instant at) {
    return new OpenAttempt(
        token,
        action,
        number,
        openedAt,
        at,
        worker,
        startedAt,
        leasedUntil,
        progressSequence,
        failures,
        deferral,
        child);
  }

  /** Sequences of another worker's run of the same request start anew. */
  long sequenceOf(String by) {
    return by.equals(worker) ? progressSequence : 0;
  }

  /** Whether it rests because no queue or worker takes it. */
  boolean notPlaced() {
    return deferral != null && deferral.why() == Deferral.Why.NOT_PLACED;
  }

  /** As {@link #notPlaced}, or it was sent again for that reason and nobody has begun it yet. */
  boolean unplaced() {
    return notPlaced() || (deferral == null && !held() && since.isBefore(openedAt));
  }

  /** Whether it waits for its time, so that nobody can have anything to say of it but old news. */
  boolean waits() {
    return deferral != null && deferral.why() != Deferral.Why.NOT_PLACED;
  }

  /** Whether a worker is known to be at it. */
  public boolean held() {
    return startedAt != null;
  }
}
