package io.taskflow.worker;

import io.taskflow.protocol.FailureCode;
import org.jspecify.annotations.Nullable;

/**
 * What a task throws to say more about its failure than an ordinary exception can: whether trying
 * again is of any use, and the kind of failure. Immutable.
 */
public final class TaskFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final FailureCode code;
  private final boolean retryable;

  /** A retryable failure of the task's own code. */
  public TaskFailure(String message) {
    this(message, null);
  }

  /** A retryable failure of the task's own code, with what led to it. */
  public TaskFailure(String message, @Nullable Throwable cause) {
    this(message, cause, FailureCode.TASK_FAILED, true);
  }

  private TaskFailure(
      String message, @Nullable Throwable cause, FailureCode code, boolean retryable) {
    super(message, cause);
    this.code = code;
    this.retryable = retryable;
  }

  /** The same, retryable or not; false says that the same input can only fail again. */
  public TaskFailure retryable(boolean value) {
    return copy(code, value);
  }

  /** The same with another code. */
  public TaskFailure code(FailureCode value) {
    return copy(value, retryable);
  }

  /** Whether the same input may succeed another time. */
  public boolean retryable() {
    return retryable;
  }

  /** The kind of failure. */
  public FailureCode code() {
    return code;
  }

  private TaskFailure copy(FailureCode newCode, boolean newRetryable) {
    String message = getMessage();
    TaskFailure copy =
        new TaskFailure(message == null ? "" : message, getCause(), newCode, newRetryable);
    copy.setStackTrace(getStackTrace());
    return copy;
  }
}
