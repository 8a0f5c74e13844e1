package io.taskflow.engine.machine;

import io.taskflow.protocol.AttemptToken;
import java.time.Instant;

/**
 * A time at which an open attempt has to be looked at. A timer whose attempt is not open any more,
 * or has been heard of since, is rejected when it is due; so timers are never cleared.
 *
 * @param task the task's name
 * @param token the attempt
 * @param kind what is to be looked at
 * @param at when
 */
public record Timer(String task, AttemptToken token, Kind kind, Instant at) {

  /** What a timer is for. */
  public enum Kind {
    /** A deferred attempt is to be dispatched again. */
    REDISPATCH,
    /** No worker has begun the attempt in time. */
    SCHEDULE_TO_START,
    /** The attempt has run too long. */
    START_TO_CLOSE,
    /** The worker that holds the attempt by a lease has not been heard of. */
    LEASE
  }
}
