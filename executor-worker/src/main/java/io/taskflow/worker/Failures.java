package io.taskflow.worker;

import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.TaskRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The failures that a worker itself states: what happened, what was expected, what follows. */
final class Failures {

  private static final int MAX_NAMED_TYPES = 50;
  private static final int BRIEF_LENGTH = 1_000;

  private Failures() {}

  static Failure workerLost(TaskRequest request, int priorDeliveries) {
    return permanent(
        FailureCode.WORKER_LOST,
        "the worker that had the request of "
            + what(request)
            + " was lost ("
            + deliveries(priorDeliveries)
            + "); the task may have run, and is not to be run again");
  }

  static Failure poison(TaskRequest request, int priorDeliveries, int limit) {
    return permanent(
        FailureCode.POISON_REQUEST,
        "the request of "
            + what(request)
            + " came back without an answer too often ("
            + deliveries(priorDeliveries)
            + ", the limit is "
            + limit
            + "); it probably kills the worker that runs it");
  }

  /** It is expired for certain only if nobody can have begun it: what may stand is to be undone. */
  static Failure expired(TaskRequest request, Instant now, int priorDeliveries) {
    return Failure.of(
        priorDeliveries == 0 ? FailureCode.EXPIRED : FailureCode.WORKER_LOST,
        "the request of "
            + what(request)
            + " was to be begun until "
            + Admission.latestBegin(request, priorDeliveries)
            + ", but reached a free slot only at "
            + now
            + (priorDeliveries == 0
                ? "; it was not run"
                : "; a worker that had it before ("
                    + deliveries(priorDeliveries)
                    + ") may have run it"));
  }

  static String unknownType(TaskRequest request, TaskRegistry registry) {
    return "this worker can't run task type '"
        + request.taskType()
        + "' in version "
        + request.taskVersion()
        + " of "
        + what(request)
        + "; it knows "
        + known(registry);
  }

  static Failure timedOut(
      TaskRequest request, Duration limit, boolean ended, @Nullable Failure cause) {
    return interrupted(
        FailureCode.TIMED_OUT,
        what(request) + " ran longer than its limit of " + limit + afterInterrupt(ended),
        cause);
  }

  static Failure cancelled(
      TaskRequest request, String reason, boolean ended, @Nullable Failure cause) {
    return interrupted(
        FailureCode.CANCELLED,
        what(request) + " was cancelled while it ran: " + reason + afterInterrupt(ended),
        cause);
  }

  static Failure cancelledBeforeStart(TaskRequest request, String reason) {
    return Failure.of(
        FailureCode.CANCELLED, what(request) + " was cancelled before it was run: " + reason);
  }

  static Failure workerStopped(TaskRequest request, boolean ended, @Nullable Failure cause) {
    Failure failure =
        interrupted(
            FailureCode.WORKER_LOST,
            "the worker had to stop while it ran "
                + what(request)
                + afterInterrupt(ended)
                + "; the task is not to be run again",
            cause);
    return new Failure(
        failure.code(),
        failure.typeNames(),
        failure.message(),
        failure.trace(),
        false,
        failure.causes());
  }

  /** A failure of that kind that trying again can't mend, without a trace or cause. */
  static Failure permanent(FailureCode code, String message) {
    return new Failure(code, List.of(code.name()), message, "", false, List.of());
  }

  /** The same without its trace and causes and with a short message, for when it is too large. */
  static Failure brief(Failure failure) {
    String message = failure.message();
    return new Failure(
        failure.code(),
        List.of(failure.type()),
        message.length() <= BRIEF_LENGTH ? message : message.substring(0, BRIEF_LENGTH) + "…",
        "",
        failure.retryable(),
        List.of());
  }

  private static Failure interrupted(FailureCode code, String message, @Nullable Failure cause) {
    return new Failure(
        code, List.of(code.name()), message, "", true, cause == null ? List.of() : List.of(cause));
  }

  private static String afterInterrupt(boolean ended) {
    return ended ? "" : "; its code ignores the interrupt and is still running";
  }

  private static String deliveries(int prior) {
    return prior == 1 ? "1 earlier delivery" : prior + " earlier deliveries";
  }

  private static String what(TaskRequest request) {
    return switch (request.attempt().action()) {
          case EXECUTE -> "task '";
          case REVERT -> "the revert of task '";
        }
        + request.attempt().task()
        + "' of flow "
        + request.attempt().flow();
  }

  private static String known(TaskRegistry registry) {
    List<TaskDefinition> definitions = registry.definitions();
    if (definitions.isEmpty()) {
      return "no task types at all";
    }
    String names =
        String.join(
            ", ",
            definitions.stream()
                .limit(MAX_NAMED_TYPES)
                .map(definition -> definition.type() + " " + definition.version())
                .toList());
    int more = definitions.size() - MAX_NAMED_TYPES;
    return more > 0 ? names + " and " + more + " more" : names;
  }
}
