package io.taskflow.worker;

import io.micrometer.core.instrument.MeterRegistry;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.transport.PublishOutcome;
import java.time.Duration;
import java.util.Locale;

/** Lets everything happen once that a worker counts. */
public final class WorkerMeters {

  private WorkerMeters() {}

  /** Counts it, beside what a worker of this name has counted itself. */
  public static void countAll(MeterRegistry registry, String worker) {
    TaskRegistry tasks = TaskRegistry.builder().addShared("task", context -> null).build();
    try (WorkerMetrics metrics = new WorkerMetrics(registry, worker, tasks)) {
      for (Action action : Action.values()) {
        metrics.answered(action, "succeeded");
        metrics.answered(action, "rejected");
        for (FailureCode code : FailureCode.values()) {
          metrics.answered(action, code.name().toLowerCase(Locale.ROOT));
        }
        metrics.ran("task", action, Duration.ofSeconds(1));
      }
      for (PublishOutcome outcome : PublishOutcome.values()) {
        metrics.replyRetried(outcome);
      }
      metrics.confirmed(Duration.ofSeconds(1));
    }
  }
}
