package io.taskflow.engine.machine;

import io.taskflow.protocol.Failure;
import io.taskflow.protocol.Json;
import org.jspecify.annotations.Nullable;

/**
 * How one atom stands. Immutable.
 *
 * @param status its status
 * @param round counts how often the flow decided to run it anew, from 1
 * @param attempts how many requests were sent for the current action
 * @param open the attempt that is open; null if none is
 * @param begun whether a worker may have begun its execute
 * @param result what execute returned; null if it has not
 * @param failure why execute failed; null if it has not
 * @param revertResult what revert returned; null if it has not
 * @param revertFailure why revert failed; null if it has not
 * @param progress of the current action, 0.0 to 1.0
 * @param details what the task last showed with its progress
 */
public record AtomState(
    AtomStatus status,
    int round,
    int attempts,
    @Nullable OpenAttempt open,
    boolean begun,
    @Nullable Json result,
    @Nullable Failure failure,
    @Nullable Json revertResult,
    @Nullable Failure revertFailure,
    double progress,
    @Nullable Json details) {

  /** Not begun. */
  static final AtomState NEW =
      new AtomState(AtomStatus.PENDING, 1, 0, null, false, null, null, null, null, 0.0, null);

  AtomState opened(AtomStatus next, OpenAttempt attempt) {
    return new AtomState(
        next,
        round,
        attempt.number(),
        attempt,
        begun,
        result,
        failure,
        revertResult,
        revertFailure,
        0.0,
        null);
  }

  /** The open attempt looks different; the worker is at work if {@code working}. */
  AtomState withOpen(OpenAttempt attempt, boolean working) {
    return new AtomState(
        status,
        round,
        attempts,
        attempt,
        begun || working,
        result,
        failure,
        revertResult,
        revertFailure,
        progress,
        details);
  }

  AtomState progressed(OpenAttempt attempt, double to, @Nullable Json shown) {
    return new AtomState(
        status,
        round,
        attempts,
        attempt,
        true,
        result,
        failure,
        revertResult,
        revertFailure,
        to,
        shown);
  }

  AtomState succeeded(Json value) {
    return new AtomState(
        AtomStatus.SUCCESS, round, attempts, null, true, value, null, null, null, 1.0, details);
  }

  /** Execute failed; {@code ran} if a worker may have begun it. */
  AtomState failed(Failure why, boolean ran) {
    return new AtomState(
        AtomStatus.FAILURE,
        round,
        attempts,
        null,
        begun || ran,
        null,
        why,
        null,
        null,
        progress,
        details);
  }

  AtomState reverted(Json value) {
    return new AtomState(
        AtomStatus.REVERTED, round, attempts, null, begun, result, failure, value, null, 1.0, null);
  }

  AtomState revertFailed(Failure why) {
    return new AtomState(
        AtomStatus.REVERT_FAILURE,
        round,
        attempts,
        null,
        begun,
        result,
        failure,
        null,
        why,
        progress,
        details);
  }

  /** Back to where it was before its attempt, which nobody has begun. */
  AtomState withdrawn() {
    return new AtomState(
        AtomStatus.PENDING, round, 0, null, false, null, null, null, null, 0.0, null);
  }
}
