package io.taskflow.worker;

import io.taskflow.protocol.Failure;
import java.util.Map;
import java.util.Optional;

/** What a revert is told: the arguments, and what became of the execute that is to be undone. */
public interface RevertContext extends TaskContext {

  /**
   * What execute returned; empty if it returned nothing or failed.
   *
   * @param <T> the wanted type
   * @throws TaskFailure that is not retryable, if the result doesn't fit the type
   */
  <T> Optional<T> result(Class<T> type);

  /** Whether execute failed, so that it may have done its work not at all, partly or wholly. */
  boolean failed();

  /** Why execute failed; empty if it returned. */
  Optional<Failure> failure();

  /** The failures of this run of the flow by task name; immutable. */
  Map<String, Failure> flowFailures();
}
