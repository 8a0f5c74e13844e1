package io.taskflow.flow;

import io.taskflow.flow.TaskSpec.Provides;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.OnWorkerLoss;
import io.taskflow.protocol.TaskRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link TaskSpec}; {@link Flows#task} makes one. Unless told otherwise a task has version
 * 1.0 and topic {@code default}, can be reverted, and runs again if its worker dies. Not
 * thread-safe.
 */
public final class TaskBuilder implements FlowPart {
  private final String name;
  private final String type;
  private String version = TaskSpec.DEFAULT_VERSION;
  private String topic = TaskSpec.DEFAULT_TOPIC;
  private final List<String> requires = new ArrayList<>();
  private final List<String> optional = new ArrayList<>();
  private Provides provides = new Provides.Nothing();
  private final Map<String, String> rebind = new TreeMap<>();
  private final Map<String, Json> inject = new TreeMap<>();
  private boolean revertible = true;
  private @Nullable List<String> revertRequires;
  private @Nullable Map<String, String> revertRebind;
  private AttemptPolicy executePolicy = AttemptPolicy.ONCE;
  private AttemptPolicy revertPolicy = AttemptPolicy.ONCE;
  private Duration delay = Duration.ZERO;
  private @Nullable Duration scheduleToStart;
  private @Nullable Duration startToClose;
  private @Nullable Duration heartbeat;
  private OnWorkerLoss onWorkerLoss = OnWorkerLoss.REDISPATCH;
  private @Nullable Integer priority;

  TaskBuilder(String name, String type) {
    Rules.requireName("task name", name);
    Rules.requireName("task type", type);
    this.name = name;
    this.type = type;
  }

  /** The version of the type that the flow was written for, {@code major.minor}. */
  public TaskBuilder version(String value) {
    version = value;
    return this;
  }

  /** Which workers run it. */
  public TaskBuilder topic(String value) {
    topic = value;
    return this;
  }

  /** Adds arguments that execute and revert must have. */
  public TaskBuilder requires(String... arguments) {
    requires.addAll(List.of(arguments));
    return this;
  }

  /**
   * Adds arguments as {@link #requires}, and tells the task their order, which is how they are
   * written here: for tasks that treat them alike, such as those that map or reduce them.
   */
  public TaskBuilder inOrder(String... arguments) {
    return requires(arguments)
        .requires(TaskRequest.ARGUMENT_ORDER)
        .inject(TaskRequest.ARGUMENT_ORDER, List.of(arguments));
  }

  /** Adds arguments of execute that are given if somebody in sight provides them. */
  public TaskBuilder optional(String... arguments) {
    optional.addAll(List.of(arguments));
    return this;
  }

  /** Makes the whole result visible under a name; replaces what was provided before. */
  public TaskBuilder provides(String symbol) {
    provides = new Provides.Whole(symbol);
    return this;
  }

  /** Makes the elements of a result that is an array visible; replaces as {@link #provides}. */
  public TaskBuilder providesElements(String... symbols) {
    provides = new Provides.Positional(List.of(symbols));
    return this;
  }

  /** Makes members of a result that is an object visible; replaces as {@link #provides}. */
  public TaskBuilder providesMembers(String... symbols) {
    provides = new Provides.Keyed(List.of(symbols));
    return this;
  }

  /** Looks an argument up under another name than its own. */
  public TaskBuilder rebind(String argument, String symbol) {
    rebind.put(argument, symbol);
    return this;
  }

  /**
   * Gives the task a value that nobody else sees. It wins over the store and over other tasks.
   *
   * @param symbol the name it is looked up by, after rebinding
   * @param value anything that {@link Json#of} takes
   * @throws io.taskflow.protocol.InvalidJsonException if the value can't be written as JSON
   */
  public TaskBuilder inject(String symbol, @Nullable Object value) {
    inject.put(symbol, Json.of(value));
    return this;
  }

  /** Says that there is nothing to revert, so that no request is sent for it. */
  public TaskBuilder notRevertible() {
    revertible = false;
    return this;
  }

  /** Gives revert its own arguments instead of those that execute must have. */
  public TaskBuilder revertRequires(String... arguments) {
    if (revertRequires == null) {
      revertRequires = new ArrayList<>();
    }
    revertRequires.addAll(List.of(arguments));
    return this;
  }

  /** As {@link #rebind}, for revert, which then has none of those of execute. */
  public TaskBuilder revertRebind(String argument, String symbol) {
    if (revertRebind == null) {
      revertRebind = new TreeMap<>();
    }
    revertRebind.put(argument, symbol);
    return this;
  }

  /** How often execute is attempted before it counts as failed; once if nothing is said. */
  public TaskBuilder attempts(AttemptPolicy policy) {
    executePolicy = policy;
    return this;
  }

  /** How often revert is attempted before it counts as failed; once if nothing is said. */
  public TaskBuilder revertAttempts(AttemptPolicy policy) {
    revertPolicy = policy;
    return this;
  }

  /** Waits so long, when everything before it is done, before it is dispatched. */
  public TaskBuilder delay(Duration wait) {
    delay = wait;
    return this;
  }

  /** How long a dispatch may wait for a worker to begin. */
  public TaskBuilder scheduleToStart(Duration limit) {
    scheduleToStart = limit;
    return this;
  }

  /** How long an attempt may run. */
  public TaskBuilder startToClose(Duration limit) {
    startToClose = limit;
    return this;
  }

  /** How often a long attempt must be heard of. */
  public TaskBuilder heartbeat(Duration interval) {
    heartbeat = interval;
    return this;
  }

  /** What becomes of it if its worker dies. */
  public TaskBuilder onWorkerLoss(OnWorkerLoss value) {
    onWorkerLoss = value;
    return this;
  }

  /** 0 (last) to 9 (first) among the requests of its topic. */
  public TaskBuilder priority(int value) {
    priority = value;
    return this;
  }

  /**
   * The task.
   *
   * @throws IllegalArgumentException if something that was given breaks a rule of {@link TaskSpec}
   */
  public TaskSpec build() {
    return new TaskSpec(
        name,
        type,
        version,
        topic,
        requires,
        optional,
        provides,
        rebind,
        inject,
        revertible,
        revertRequires,
        revertRebind,
        executePolicy,
        revertPolicy,
        delay,
        new TaskSpec.Timeouts(scheduleToStart, startToClose, heartbeat),
        onWorkerLoss,
        priority);
  }

  @Override
  public TaskSpec toItem() {
    return build();
  }
}
