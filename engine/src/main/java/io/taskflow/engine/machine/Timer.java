package io.taskflow.engine.machine;

import io.taskflow.protocol.AttemptToken;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time at which an open attempt, or the flow, has to be looked at. A timer whose attempt is not
 * open any more, or has been heard of since, is rejected when it is due; so timers are never
 * cleared.
 *
 * @param task the task's name; null if it is about the flow as a whole
 * @param token the attempt; null if it is about the flow as a whole
 * @param kind what is to be looked at
 * @param at when
 */
public record Timer(@Nullable String task, @Nullable AttemptToken token, Kind kind, Instant at) {

  /** A timer of the flow as a whole. */
  static Timer ofFlow(Kind kind, Instant at) {
    return new Timer(null, null, kind, at);
  }

  /** What a timer is for. */
  public enum Kind {
    /** A deferred attempt is to be dispatched again. */
    REDISPATCH,
    /** No worker has begun the attempt in time. */
    SCHEDULE_TO_START,
    /** The attempt has run too long. */
    START_TO_CLOSE,
    /** The worker that holds the attempt by a lease has not been heard of. */
    LEASE,
    /** Nothing has been heard of the child flow that is to answer the attempt. */
    CHILD,
    /** The flow has taken longer than it may. */
    DEADLINE
  }
}
