package io.taskflow.protocol;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a worker says about one attempt. {@link Succeeded}, {@link Failed} and {@link Rejected} end
 * it; any number of the others may come before, in any order and more than once.
 */
public sealed interface TaskReply extends Message {

  /** The attempt, as copied from the request. */
  AttemptRef attempt();

  /** Identity of the worker that says it, or of the engine that answers for it. */
  String worker();

  /** When the worker said it, by the worker's clock; for people only. */
  Instant at();

  /** Whether nothing more is to come for this attempt. */
  default boolean ends() {
    return switch (this) {
      case Succeeded s -> true;
      case Failed f -> true;
      case Rejected r -> true;
      case Started s -> false;
      case Progressed p -> false;
      case Leased l -> false;
    };
  }

  /** The task has been running for a while. Short attempts don't send it. */
  record Started(AttemptRef attempt, String worker, Instant at) implements TaskReply {
    public Started {
      Names.requireName("worker", worker, Names.MAX_NAME_LENGTH);
    }
  }

  /**
   * How far the task has come.
   *
   * @param sequence grows with every progress of the attempt; an older one that comes late is
   *     dropped
   * @param progress from 0.0 to 1.0
   * @param details anything the task wants to show besides; null if nothing
   */
  record Progressed(
      AttemptRef attempt,
      String worker,
      Instant at,
      long sequence,
      double progress,
      @Nullable Json details)
      implements TaskReply {
    public Progressed {
      Names.requireName("worker", worker, Names.MAX_NAME_LENGTH);
      if (sequence < 0) {
        throw new IllegalArgumentException("the sequence must be at least 0, but is " + sequence);
      }
      if (!(progress >= 0.0 && progress <= 1.0)) {
        throw new IllegalArgumentException("progress must be from 0.0 to 1.0, but is " + progress);
      }
    }
  }

  /**
   * The task ended well.
   *
   * @param result what it returned; {@link Json#NULL} if nothing
   */
  record Succeeded(AttemptRef attempt, String worker, Instant at, Json result)
      implements TaskReply {
    public Succeeded {
      Names.requireName("worker", worker, Names.MAX_NAME_LENGTH);
    }
  }

  /** The task failed. */
  record Failed(AttemptRef attempt, String worker, Instant at, Failure failure)
      implements TaskReply {
    public Failed {
      Names.requireName("worker", worker, Names.MAX_NAME_LENGTH);
    }
  }

  /**
   * The worker has acknowledged the request to the broker and keeps the attempt alive by repeating
   * this reply; if it is not repeated in time the engine dispatches the request anew.
   *
   * @param lease how long from its arrival the attempt is to be believed alive
   */
  record Leased(AttemptRef attempt, String worker, Instant at, Duration lease)
      implements TaskReply {
    public Leased {
      Names.requireName("worker", worker, Names.MAX_NAME_LENGTH);
      if (!lease.isPositive()) {
        throw new IllegalArgumentException("a lease must be longer than nothing, but is " + lease);
      }
    }
  }

  /**
   * The worker can't or won't run the request and has not begun it.
   *
   * @param code the kind of obstacle
   * @param reason for people
   */
  record Rejected(AttemptRef attempt, String worker, Instant at, FailureCode code, String reason)
      implements TaskReply {
    public Rejected {
      Names.requireName("worker", worker, Names.MAX_NAME_LENGTH);
    }
  }
}
