package io.taskflow.engine.listen;

import io.micrometer.core.instrument.MeterRegistry;
import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.flow.TaskSpec;
import io.taskflow.protocol.FlowId;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Tells how long executes, reverts and flows took, as {@link StatusChange} counts it. Thread-safe
 * if what it tells it to is.
 */
public final class TimingListener implements FlowListener {

  private final Consumer<? super Timing> timings;

  /** Tells each time, on the thread of the listeners. */
  public TimingListener(Consumer<? super Timing> timings) {
    this.timings = timings;
  }

  /** Something took a time. */
  public sealed interface Timing {

    /** A flow took it, from its submission to its end. */
    record OfFlow(FlowId flow, String flowName, FlowStatus status, Duration took)
        implements Timing {}

    /** An execute or a revert took it, from its dispatch to its end in this status. */
    record OfTask(FlowId flow, String flowName, TaskSpec task, AtomStatus status, Duration took)
        implements Timing {}
  }

  /**
   * Records the times of tasks in the timer {@value EngineMetrics#TASK_DURATION}. Those of flows
   * are in {@value EngineMetrics#FLOW_DURATION} in any case.
   */
  public static TimingListener into(MeterRegistry registry) {
    return new TimingListener(
        timing -> {
          if (timing instanceof Timing.OfTask task) {
            EngineMetrics.taskEnded(registry, task.task().topic(), task.status(), task.took());
          }
        });
  }

  @Override
  public void flowChanged(StatusChange.OfFlow change) {
    Duration took = change.took();
    if (took != null) {
      timings.accept(new Timing.OfFlow(change.flowId(), change.flowName(), change.to(), took));
    }
  }

  @Override
  public void taskChanged(StatusChange.OfTask change) {
    Duration took = change.took();
    if (took != null) {
      timings.accept(
          new Timing.OfTask(change.flowId(), change.flowName(), change.task(), change.to(), took));
    }
  }
}
