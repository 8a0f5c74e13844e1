package io.taskflow.engine.machine;

import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Signal;
import io.taskflow.protocol.TaskReply;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Something that is asked of, or has happened to, a flow, and that it may answer with events. */
public sealed interface Command {

  /** When it came in, and the seed for what is random in the answer. */
  Moment moment();

  /** What a signal asks of a flow. */
  static Command of(Signal signal, Moment moment) {
    return switch (signal) {
      case Signal.WakeUp s -> new Start(moment);
      case Signal.Suspend s -> new Suspend(moment, s.by());
      case Signal.Resume s -> new Resume(moment, s.by(), null);
      case Signal.Revert s -> new Revert(moment, s.by(), s.why());
      case Signal.Rerun s -> new Rerun(moment, s.by(), null);
      case Signal.Reset s -> new Reset(moment, s.by());
      case Signal.RetryTask s -> new RetryTask(moment, s.task(), s.arguments(), s.by(), s.why());
      case Signal.ResolveTask s -> new ResolveTask(moment, s.task(), s.result(), s.by(), s.why());
      case Signal.SkipTask s -> new SkipTask(moment, s.task(), s.by(), s.why());
      case Signal.DismissTask s -> new DismissTask(moment, s.task(), s.by(), s.why());
      case Signal.RevertChild s -> new ParentReverts(moment, s.parent(), s.reason());
      case Signal.HoldChild s -> new ParentHolds(moment, s.parent(), s.hold());
      case Signal.StartChild s ->
          throw new IllegalArgumentException("flow " + s.flow() + " is to be stored first");
    };
  }

  /** Begin a flow that was submitted, or reset. */
  record Start(Moment moment) implements Command {}

  /** A worker said something. */
  record Reply(Moment moment, TaskReply reply) implements Command {}

  /** A request could not be delivered to any queue. */
  record Undeliverable(
      Moment moment, String task, AttemptToken token, FailureCode code, String reason)
      implements Command {}

  /** Whoever had an attempt is gone, and nobody will answer. */
  record AttemptLost(Moment moment, String task, AttemptToken token, String reason)
      implements Command {}

  /** Attempts are out, and no live worker takes their requests. */
  record AttemptsParked(Moment moment, List<Parked> attempts) implements Command {
    public AttemptsParked {
      attempts = List.copyOf(attempts);
    }

    /**
     * One of them.
     *
     * @param reason for people
     */
    public record Parked(String task, AttemptToken token, String reason) {}
  }

  /**
   * Requests of open attempts may be lost, with their answers: they are to be published again, with
   * their tokens. So there may be two of each from then on.
   *
   * @param requests those of attempts that are not open any more are left out
   */
  record SendAgain(Moment moment, List<Effect.Dispatch> requests, String reason)
      implements Command {
    public SendAgain {
      requests = List.copyOf(requests);
    }
  }

  /**
   * Nobody has the requests of open attempts any more, or their answers are lost. They are
   * published again, with their tokens; an attempt that must not run twice has failed.
   *
   * @param requests those of attempts that are not open any more are left out
   */
  record Vanished(Moment moment, List<Effect.Dispatch> requests, String reason) implements Command {
    public Vanished {
      requests = List.copyOf(requests);
    }
  }

  /** A request may be at the broker twice, or have been there before it came back. */
  record SentTwice(Moment moment, String task, AttemptToken token, String reason)
      implements Command {}

  /** A timer that an earlier decision set is due. */
  record TimerDue(Moment moment, Timer timer) implements Command {}

  /** Start nothing new and rest when what runs has ended. */
  record Suspend(Moment moment, String by) implements Command {}

  /**
   * Go on after a suspension. A flow that is running anyway looks at everything again.
   *
   * @param options its settings from now on; null to leave them
   */
  record Resume(Moment moment, String by, @Nullable FlowOptions options) implements Command {}

  /**
   * The parent of the flow wants it to be rolled back.
   *
   * @param parent the attempt that is to be answered when that is done
   */
  record ParentReverts(Moment moment, AttemptRef parent, String reason) implements Command {}

  /**
   * The parent of the flow rests, and the flow is to rest with it; or the parent goes on.
   *
   * @param parent the attempt that waits for the flow
   */
  record ParentHolds(Moment moment, AttemptRef parent, boolean hold) implements Command {}

  /**
   * Roll back now.
   *
   * @param why in the words of who asks; may be empty
   */
  record Revert(Moment moment, String by, String why) implements Command {
    /** Without a reason. */
    public Revert(Moment moment, String by) {
      this(moment, by, "");
    }
  }

  /**
   * Run a flow again that has ended. A reverted one starts over, but a retry of it that was not
   * reverted remembers its tries; a failed one goes on with what is left; one that succeeded has
   * nothing to do.
   *
   * @param options its settings from now on; null to leave them
   */
  record Rerun(Moment moment, String by, @Nullable FlowOptions options) implements Command {}

  /**
   * Do again what a person should look at: revert again what could not be reverted, execute again
   * what failed and was not resolved, send a request at once that rests.
   *
   * @param arguments in place of what would be looked up, by name of the argument; the others are
   *     as they were
   */
  record RetryTask(Moment moment, String task, Map<String, Json> arguments, String by, String why)
      implements Command {
    public RetryTask {
      arguments = Collections.unmodifiableSortedMap(new TreeMap<>(arguments));
    }
  }

  /** What came of an action, said by a person in place of a worker. */
  record ResolveTask(Moment moment, String task, Json result, String by, String why)
      implements Command {}

  /**
   * Go on without an atom: what could not be reverted stays as it is, and what nobody has begun is
   * passed over.
   */
  record SkipTask(Moment moment, String task, String by, String why) implements Command {}

  /** Somebody has seen what went wrong with an atom; it is not listed any more. */
  record DismissTask(Moment moment, String task, String by, String why) implements Command {}

  /** Forget all that a flow has done that has ended, as if it had just been submitted. */
  record Reset(Moment moment, String by) implements Command {}
}
