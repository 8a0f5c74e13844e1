package io.taskflow.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks a worker to execute or revert a task. Everything that the task needs is in it.
 *
 * @param attempt which dispatch this is; to be copied into every reply
 * @param flowName name of the flow, for people and logs
 * @param taskType what the worker looks the task up by
 * @param taskVersion the version of the task that the flow was written for, {@code major.minor}
 * @param round counts how often the flow decided to run this task anew, from 1
 * @param number counts the dispatches within the round, from 1
 * @param replyTo routing key of the inbox that replies go to
 * @param arguments by argument name
 * @param revert what a revert is told besides; null for an execute
 * @param expiresAt the worker must not start it after this; null for no limit
 * @param startToClose how long it may run; null for no limit
 * @param heartbeat how often a long attempt must be heard of; null for the worker's default
 * @param onWorkerLoss what becomes of it if the worker dies
 * @param traceParent W3C trace context; null if the flow has none
 */
public record TaskRequest(
    AttemptRef attempt,
    String flowName,
    String taskType,
    String taskVersion,
    int round,
    int number,
    String replyTo,
    SortedMap<String, Json> arguments,
    @Nullable RevertContext revert,
    @Nullable Instant expiresAt,
    @Nullable Duration startToClose,
    @Nullable Duration heartbeat,
    OnWorkerLoss onWorkerLoss,
    @Nullable String traceParent)
    implements Message {

  /**
   * The argument that lists other arguments in the order that a flow gives them; arguments
   * themselves have none.
   */
  public static final String ARGUMENT_ORDER = "taskflow.order";

  public TaskRequest {
    if ((attempt.action() == Action.REVERT) != (revert != null)) {
      throw new IllegalArgumentException("exactly the requests for revert carry a revert context");
    }
    Names.requireName("flow name", flowName, Names.MAX_NAME_LENGTH);
    Names.requireName("task type", taskType, Names.MAX_NAME_LENGTH);
    Names.requireVersion(taskVersion);
    Names.requireToken("routing key for replies", replyTo, Names.MAX_NAME_LENGTH);
    requirePositive("start-to-close", startToClose);
    requirePositive("heartbeat", heartbeat);
    if (round < 1 || number < 1) {
      throw new IllegalArgumentException("round and number count from 1");
    }
    arguments = Collections.unmodifiableSortedMap(new TreeMap<>(arguments));
  }

  private static void requirePositive(String what, @Nullable Duration value) {
    if (value != null && !value.isPositive()) {
      throw new IllegalArgumentException(what + " must be longer than nothing, but is " + value);
    }
  }

  /**
   * The same for all attempts of a round: what a task gives to other systems as idempotency key, so
   * that an attempt after a lost one does not act twice.
   */
  public String executionKey() {
    return attempt.flow()
        + "/"
        + attempt.task()
        + "/"
        + attempt.action().name().toLowerCase(java.util.Locale.ROOT)
        + "/"
        + round;
  }

  /**
   * What a revert is told.
   *
   * @param result what execute returned; null if it failed
   * @param failure why execute failed; null if it returned
   * @param flowFailures the failures of this run of the flow by task name
   */
  public record RevertContext(
      @Nullable Json result, @Nullable Failure failure, Map<String, Failure> flowFailures) {
    public RevertContext {
      flowFailures = Collections.unmodifiableSortedMap(new TreeMap<>(flowFailures));
    }
  }
}
