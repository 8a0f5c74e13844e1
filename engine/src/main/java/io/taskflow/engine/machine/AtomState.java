package io.taskflow.engine.machine;

import io.taskflow.engine.control.RetryHistory;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one atom stands. Immutable.
 *
 * <p>Results and failures are those of the last time that the atom came so far: they are kept when
 * it is to be executed anew, until it has been.
 *
 * @param status its status
 * @param intention what the flow wants of it
 * @param round counts how often the flow decided to run it anew, from 1
 * @param attempts how many requests were sent for the current action
 * @param open the attempt that is open; null if none is
 * @param begun whether a worker may have begun its execute in this round
 * @param result what execute returned; null if it has not, or failed
 * @param failure why execute failed; null if it has not
 * @param revertResult what revert returned; null if it has not
 * @param revertFailure why revert failed; null if it has not
 * @param progress of the current action, 0.0 to 1.0
 * @param details what the task last showed with its progress
 * @param history of a retry; empty for tasks
 * @param handling what people did about it
 * @param child the child flow that its last execute began; null if it is no child flow, or has
 *     begun none
 */
public record AtomState(
    AtomStatus status,
    Intention intention,
    int round,
    int attempts,
    @Nullable OpenAttempt open,
    boolean begun,
    @Nullable Json result,
    @Nullable Failure failure,
    @Nullable Json revertResult,
    @Nullable Failure revertFailure,
    double progress,
    @Nullable Json details,
    RetryHistory history,
    Handling handling,
    @Nullable FlowId child) {

  /** Not begun. */
  static final AtomState NEW =
      new AtomState(
          AtomStatus.PENDING,
          Intention.EXECUTE,
          1,
          0,
          null,
          false,
          null,
          null,
          null,
          null,
          0.0,
          null,
          RetryHistory.EMPTY,
          Handling.NONE,
          null);

  /** The same in another round. */
  AtomState inRound(int number) {
    return edit().round(number).build();
  }

  /** Whether execute succeeded or was passed over, and that is to stay so. */
  boolean done() {
    return (status == AtomStatus.SUCCESS || status == AtomStatus.IGNORE)
        && (intention == Intention.EXECUTE || intention == Intention.IGNORE);
  }

  /** Whether there is nothing of it to undo. */
  boolean undone() {
    return status == AtomStatus.PENDING
        || status == AtomStatus.REVERTED
        || status == AtomStatus.IGNORE;
  }

  /** Whether its execute ended and may have left something to undo. */
  boolean stands() {
    return status == AtomStatus.SUCCESS || status == AtomStatus.FAILURE;
  }

  /** Whether it was begun, and nobody is at it any more. */
  boolean abandoned() {
    return open == null
        && (status == AtomStatus.RUNNING
            || status == AtomStatus.REVERTING
            || status == AtomStatus.RETRYING);
  }

  /** Whether its failure was neither retried nor reverted. */
  boolean unresolved() {
    return status == AtomStatus.FAILURE && intention == Intention.EXECUTE;
  }

  /** Why its execute failed in this round; null if it has not. */
  public @Nullable Failure currentFailure() {
    return switch (status) {
      case FAILURE, REVERTING, REVERTED, REVERT_FAILURE -> failure;
      case PENDING, RUNNING, SUCCESS, RETRYING, IGNORE -> null;
    };
  }

  /** Why a person should look at it; null if nobody needs to. */
  public @Nullable Trouble trouble() {
    if (open != null) {
      return open.unplaced() ? Trouble.PARKED : null;
    }
    if (handling.dismissed()) {
      return null;
    }
    if (status == AtomStatus.REVERT_FAILURE) {
      return Trouble.REVERT_FAILED;
    }
    Failure current = currentFailure();
    if (current == null) {
      return null;
    }
    return switch (current.code()) {
      case POISON_REQUEST -> Trouble.POISONED;
      case EXPIRED, UNKNOWN_TOPIC, UNKNOWN_TASK_TYPE -> Trouble.EXPIRED;
      default -> unresolved() ? Trouble.UNRESOLVED : null;
    };
  }

  AtomState intended(Intention wanted) {
    return wanted == intention ? this : edit().intention(wanted).build();
  }

  /**
   * An attempt is open now.
   *
   * @param begins the child flow that it begins; null if it begins none
   */
  AtomState opened(OpenAttempt attempt, @Nullable FlowId begins) {
    AtomStatus next =
        attempt.action() == Action.EXECUTE ? AtomStatus.RUNNING : AtomStatus.REVERTING;
    return edit()
        .status(next)
        .attempts(attempt.number())
        .open(attempt)
        .progress(0.0, null)
        .child(begins == null ? child : begins)
        .build();
  }

  /** A fan-out makes its items. */
  AtomState expanding() {
    return edit().status(AtomStatus.RUNNING).build();
  }

  /** The open attempt looks different; the worker is at work if {@code working}. */
  AtomState withOpen(OpenAttempt attempt, boolean working) {
    return edit().open(attempt).begun(begun || working).build();
  }

  AtomState progressed(OpenAttempt attempt, double to, @Nullable Json shown) {
    return edit().open(attempt).begun(true).progress(to, shown).build();
  }

  /** Nobody will answer for the open attempt, which may have been begun. */
  AtomState lost() {
    return edit().open(null).begun(true).build();
  }

  /** A worker may have begun the open attempt, or one of its round before. */
  AtomState inDoubt() {
    return edit().begun(true).build();
  }

  AtomState succeeded(Json value) {
    return edit()
        .status(AtomStatus.SUCCESS)
        .open(null)
        .begun(true)
        .executed(value, null)
        .progress(1.0, details)
        .build();
  }

  /** Execute failed; {@code ran} if a worker may have begun it. */
  AtomState failed(Failure why, boolean ran, Instant at) {
    return edit()
        .status(AtomStatus.FAILURE)
        .handling(handling.failed(at))
        .open(null)
        .begun(begun || ran)
        .executed(null, why)
        .build();
  }

  AtomState reverted(Json value) {
    return edit()
        .status(AtomStatus.REVERTED)
        .open(null)
        .undone(value, null)
        .progress(1.0, null)
        .history(RetryHistory.EMPTY)
        .build();
  }

  /** The result stays: it is needed to revert it again. */
  AtomState revertFailed(Failure why, Instant at) {
    return edit()
        .status(AtomStatus.REVERT_FAILURE)
        .open(null)
        .undone(null, why)
        .handling(handling.failed(at))
        .build();
  }

  /** Somebody wants it to be done again; with its own first attempt, unless one rests. */
  AtomState retried(FlowEvent.TaskRetried e) {
    AtomStateEditor again =
        switch (e.to()) {
          case REVERTING -> edit().status(e.to()).attempts(open == null ? 0 : attempts);
          // What an earlier round may have left is not undone before.
          case PENDING -> reset().edit().begun(begun);
          default -> edit();
        };
    if (open != null) {
      again.open(open.retried(e.at()));
    }
    Handling before = e.to() == AtomStatus.PENDING ? handling.anew() : handling;
    return again
        .handling(
            before
                .given(e.arguments())
                .noted(new Handling.Note(Operation.RETRY, e.by(), e.why(), e.at())))
        .build();
  }

  AtomState resolved(FlowEvent.TaskResolved e) {
    AtomState ended = e.action() == Action.EXECUTE ? succeeded(e.result()) : reverted(e.result());
    return ended.noted(Operation.RESOLVE, e.by(), e.why(), e.at());
  }

  /** A revert that failed, and is passed over, remains known. */
  AtomState skipped(FlowEvent.TaskSkipped e) {
    AtomState passed =
        switch (e.to()) {
          case REVERTED -> reverted(Json.NULL).edit().undone(null, revertFailure).build();
          case PENDING -> withdrawn();
          default -> ignored().edit().open(null).build();
        };
    return passed.noted(Operation.SKIP, e.by(), e.why(), e.at());
  }

  AtomState noted(Operation operation, String by, String why, Instant at) {
    return edit().handling(handling.noted(new Handling.Note(operation, by, why, at))).build();
  }

  /** Back to where it was before its attempt, which nobody has begun. */
  AtomState withdrawn() {
    return edit()
        .status(AtomStatus.PENDING)
        .attempts(0)
        .open(null)
        .begun(false)
        .progress(0.0, null)
        .build();
  }

  AtomState ignored() {
    return edit().status(AtomStatus.IGNORE).intention(Intention.IGNORE).build();
  }

  /** To be executed in a new round, if it has left PENDING in this one. */
  AtomState reset() {
    if (status == AtomStatus.PENDING) {
      return intended(Intention.EXECUTE);
    }
    return edit()
        .status(AtomStatus.PENDING)
        .intention(Intention.EXECUTE)
        .round(round + 1)
        .attempts(0)
        .begun(false)
        .progress(0.0, null)
        .handling(handling.anew())
        .build();
  }

  /** As {@link #reset}, and nothing is known any more of earlier rounds but what was tried. */
  AtomState wiped(boolean tries) {
    return NEW.edit()
        .round(status == AtomStatus.PENDING ? round : round + 1)
        .history(tries ? RetryHistory.EMPTY : history)
        .build();
  }

  /** A retry goes on; if it runs, it is to be executed, whatever was intended before. */
  AtomState retry(AtomStatus next) {
    Intention wanted = next == AtomStatus.RUNNING ? Intention.EXECUTE : intention;
    return edit().status(next).intention(wanted).build();
  }

  AtomState withHistory(RetryHistory tried) {
    return edit().history(tried).build();
  }

  private AtomStateEditor edit() {
    return new AtomStateEditor(this);
  }
}
