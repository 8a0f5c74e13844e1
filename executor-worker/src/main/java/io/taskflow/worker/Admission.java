package io.taskflow.worker;

import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.OnWorkerLoss;
import io.taskflow.protocol.TaskRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request is run. A pure function of its inputs: what an earlier delivery may
 * have begun is looked at first, then whether it is too late, then whether the task is known.
 *
 * @param registry the tasks that this worker can run
 * @param poisonLimit a request that was delivered so often before is not run any more
 */
record Admission(TaskRegistry registry, int poisonLimit) {

  /** The clocks of two workers are taken to differ by less. */
  static final Duration CLOCKS_APART = Duration.ofSeconds(1);

  /**
   * @param priorDeliveries how often the request may have been begun before
   * @param now the present time, to be compared with the request's expiry
   */
  Verdict decide(TaskRequest request, int priorDeliveries, Instant now) {
    if (priorDeliveries > 0 && request.onWorkerLoss() == OnWorkerLoss.FAIL) {
      return new Verdict.Fail(Failures.workerLost(request, priorDeliveries));
    }
    if (priorDeliveries >= poisonLimit) {
      return new Verdict.Fail(Failures.poison(request, priorDeliveries, poisonLimit));
    }
    if (expired(request, priorDeliveries, now)) {
      return new Verdict.Fail(Failures.expired(request, now, priorDeliveries));
    }
    return lookUp(request);
  }

  /** Whether it is too late to begin the request. */
  static boolean expired(TaskRequest request, int priorDeliveries, Instant now) {
    Instant latest = latestBegin(request, priorDeliveries);
    return latest != null && now.isAfter(latest);
  }

  /**
   * Until when the request may be begun; null for ever. A worker that had it before may have
   * answered that it is expired and not acknowledged it any more; if its clock is ahead of this
   * one, it is not too late here, but whoever heard the answer counts on it that the task does not
   * run.
   */
  static @Nullable Instant latestBegin(TaskRequest request, int priorDeliveries) {
    Instant expiresAt = request.expiresAt();
    return expiresAt == null || priorDeliveries == 0 ? expiresAt : expiresAt.minus(CLOCKS_APART);
  }

  private Verdict lookUp(TaskRequest request) {
    TaskVersion requested;
    try {
      requested = TaskVersion.parse(request.taskVersion());
    } catch (IllegalArgumentException e) {
      return new Verdict.Reject(FailureCode.PROTOCOL_VIOLATION, String.valueOf(e.getMessage()));
    }
    Optional<TaskDefinition> found = registry.find(request.taskType(), requested);
    return found.isPresent()
        ? new Verdict.Run(found.get())
        : new Verdict.Reject(
            FailureCode.UNKNOWN_TASK_TYPE, Failures.unknownType(request, registry));
  }
}
