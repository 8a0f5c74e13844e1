package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.Attention;
import io.taskflow.engine.machine.Handling;
import io.taskflow.engine.machine.Intention;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A flow and all its tasks at one moment.
 *
 * @param flow what lists show
 * @param store the values it was submitted with
 * @param tasks in the order of the flow
 * @param attention what a person should look at
 */
public record FlowInspection(
    FlowRow flow, Map<String, Json> store, List<TaskInspection> tasks, List<Attention> attention) {

  /**
   * One task, child flow, retry or fan-out.
   *
   * @param type what workers look the task up by; the registered name of a child flow; {@value
   *     #RETRY} for a retry, {@value #FAN_OUT} for a fan-out
   * @param waitingFor why an attempt that is open is not running yet; null if it is, or none is
   *     open
   * @param worker who runs it, as far as known
   * @param note what a person did about it last; null if nothing
   * @param child the flow that a child flow is, as it was begun last; null for everything else
   */
  public record TaskInspection(
      String name,
      String type,
      String topic,
      AtomStatus status,
      Intention intention,
      int round,
      int attempts,
      double progress,
      @Nullable Json details,
      @Nullable Json result,
      @Nullable Failure failure,
      @Nullable Failure revertFailure,
      @Nullable String waitingFor,
      @Nullable String worker,
      Handling.@Nullable Note note,
      @Nullable FlowId child) {

    /** The type of a retry, which no worker runs. */
    public static final String RETRY = "taskflow.retry";

    /** What stands for the topic of a child flow, whose type is the name of its flow. */
    public static final String CHILD_FLOW = "taskflow.flow";

    /** The type of a fan-out, which no worker runs. */
    public static final String FAN_OUT = "taskflow.foreach";
  }

  /** The task of that name. */
  public TaskInspection task(String name) {
    return tasks.stream()
        .filter(t -> t.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "flow '" + flow.name() + "' has no task '" + name + "'"));
  }
}
