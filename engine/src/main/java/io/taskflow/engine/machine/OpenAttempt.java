package io.taskflow.engine.machine;

import io.taskflow.flow.TaskSpec;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.Failure;
import java.time.Duration;
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
 * @param parked why no live worker takes its request, which is out; null as far as is known
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
    @Nullable String parked,
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
   * @param until when it is dispatched; of one that is held back, since when
   */
  public record Deferral(Why why, @Nullable Failure failure, Instant until) {

    /** For people. */
    public String reason() {
      if (why == Why.HELD_BACK) {
        return "as many requests of its topic are out as may be; it is sent when answers arrive";
      }
      return failure == null ? "it is to be dispatched later" : failure.message();
    }

    /** Kinds of reasons. */
    public enum Why {
      /** No queue or worker takes it. */
      NOT_PLACED,
      /** The attempt before failed, and the next one waits. */
      BACKOFF,
      /** The task is to be dispatched later. */
      DELAY,
      /** As many requests of its topic are out as may be. */
      HELD_BACK
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
        null,
        child);
  }

  OpenAttempt deferred(Deferral why) {
    int failed = why.why() == Deferral.Why.BACKOFF ? failures + 1 : failures;
    return new OpenAttempt(
        token, action, number, openedAt, since, null, null, null, 0, failed, why, null, null);
  }

  /** It rests for want of room; what the attempt before failed with stays known. */
  OpenAttempt heldBack(Instant at) {
    Failure last = deferral == null ? null : deferral.failure();
    return deferred(new Deferral(Deferral.Why.HELD_BACK, last, at));
  }

  OpenAttempt parked(String why) {
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
        why,
        child);
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
        parked,
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
        parked,
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

  /**
   * As {@link #notPlaced}, or it was sent again for that reason and nobody has begun it yet, or it
   * is {@link #parked}.
   */
  boolean unplaced() {
    return notPlaced()
        || parked != null
        || (deferral == null && !held() && since.isBefore(openedAt));
  }

  /** Whether it waits for its time, so that nobody can have anything to say of it but old news. */
  boolean waits() {
    return deferral != null && deferral.why() != Deferral.Why.NOT_PLACED;
  }

  /** Whether a worker has its request, or may take it at any time. */
  public boolean out() {
    return deferral == null && child == null;
  }

  /** Whether it rests until its partition may send another request of its topic. */
  public boolean restsForRoom() {
    return deferral != null && deferral.why() == Deferral.Why.HELD_BACK;
  }

  /** Until when a worker may begin it; null for ever. */
  public @Nullable Instant expiresAt(TaskSpec task, FlowOptions options) {
    Duration limit = beginWithin(task, options);
    return limit == null ? null : since.plus(limit);
  }

  /**
   * How long it may wait for a worker; null for ever. A revert waits as long as one that nobody
   * takes, if that is longer: whoever keeps a task short of time does not want to be called for it.
   */
  @Nullable Duration beginWithin(TaskSpec task, FlowOptions options) {
    Duration limit = task.timeouts().scheduleToStart();
    Duration longer = options.placementLimit();
    return limit == null || action == Action.EXECUTE || limit.compareTo(longer) > 0
        ? limit
        : longer;
  }

  /** Whether a worker is known to be at it. */
  public boolean held() {
    return startedAt != null;
  }
}
