package io.taskflow.worker;

import io.taskflow.protocol.FlowId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a task is told about the attempt that it runs in, and how it talks back. Thread-safe, so
 * that a task may use threads of its own; calls after the attempt has ended have no effect.
 */
public interface TaskContext {

  /**
   * A required argument. {@code io.taskflow.protocol.Json} as type gives the JSON text untouched.
   *
   * @param <T> the wanted type
   * @throws TaskFailure that is not retryable, if the argument is missing, null, or doesn't fit the
   *     type
   */
  <T> T argument(String name, Class<T> type);

  /**
   * A required argument that is a list.
   *
   * @param <T> the wanted type of each element
   * @throws TaskFailure that is not retryable, if the argument is missing, or isn't a list of such
   *     elements without nulls
   */
  <T> List<T> list(String name, Class<T> elementType);

  /**
   * An argument that may be missing or null.
   *
   * @param <T> the wanted type
   * @throws TaskFailure that is not retryable, if the argument is there but doesn't fit the type
   */
  <T> Optional<T> optional(String name, Class<T> type);

  /** Whether there is an argument of that name, null included. */
  boolean has(String name);

  /** All arguments by name, as maps, lists, texts, numbers, booleans or null; immutable. */
  Map<String, @Nullable Object> arguments();

  /** Identity of the flow. */
  FlowId flow();

  /** Name of the flow; many flows may have it. */
  String flowName();

  /** Name of the task within the flow. */
  String task();

  /** How often the flow has decided to run this task anew, from 1. */
  int round();

  /** Which dispatch within the round this is, from 1; above 1 after lost or retried attempts. */
  int attempt();

  /**
   * The same for all attempts of a round: what to give to other systems as idempotency key, so that
   * an attempt after a lost one doesn't act twice.
   */
  String executionKey();

  /**
   * Says how far the work has come. Cheap; calls that follow each other quickly are merged, and the
   * latest one wins.
   *
   * @param progress from 0.0 to 1.0; values outside are brought to the nearer end, NaN counts as
   *     0.0
   */
  void progress(double progress);

  /**
   * As {@link #progress(double)}, with something to show besides.
   *
   * @param details anything that can be written as JSON; kept as it is at the time of the call
   * @throws io.taskflow.protocol.InvalidJsonException if the details can't be written as JSON
   */
  void progress(double progress, Object details);

  /**
   * Whether nobody wants the attempt any more: cancelled by the engine, out of time, or the worker
   * has to stop. The thread has been interrupted too; long loops that never block should ask here.
   */
  boolean cancelled();

  /** When the attempt will be interrupted; empty if it has no time limit. */
  Optional<Instant> deadline();

  /** The W3C trace context of the flow; empty if it has none. */
  Optional<String> traceParent();
}
