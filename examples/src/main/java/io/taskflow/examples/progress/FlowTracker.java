package io.taskflow.examples.progress;

import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.runtime.FlowChange;
import io.taskflow.engine.runtime.FlowInspection;
import io.taskflow.examples.progress.Progress.Stage;
import io.taskflow.protocol.Action;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Counts what happens to the tasks of a flow. A task called {@code store/0042} belongs to the stage
 * {@code store}. Thread-safe: an engine's thread tells it, a display's thread asks it.
 */
public final class FlowTracker implements Consumer<FlowChange> {

  private static final int KEPT_NEWS = 6;

  /** Until the flow has begun. */
  private static final String NOT_HEARD_OF = "SUBMITTED";

  private final String title;
  private final UnaryOperator<String> label;
  private final long beganNanos = System.nanoTime();
  private final Map<String, Integer> totals;
  private final Map<String, Map<AtomStatus, Integer>> counts = new HashMap<>();
  private final Map<String, AtomStatus> statuses = new HashMap<>();
  private final Map<String, Integer> tasksByWorker = new TreeMap<>();
  private final Deque<String> news = new ArrayDeque<>();
  private long newsCount;
  private String status = NOT_HEARD_OF;

  /**
   * @param totals how many tasks each stage has, in the order to be shown
   * @param label what to call a task in the news
   */
  public FlowTracker(
      String title, SequencedMap<String, Integer> totals, UnaryOperator<String> label) {
    this.title = title;
    this.totals = totals;
    this.label = label;
    totals.keySet().forEach(stage -> counts.put(stage, new EnumMap<>(AtomStatus.class)));
  }

  /** Takes over what had happened before changes were listened to. */
  public synchronized void begin(FlowInspection inspection) {
    if (status.equals(NOT_HEARD_OF)) {
      status = inspection.flow().status().name();
    }
    for (FlowInspection.TaskInspection task : inspection.tasks()) {
      // What was heard of is newer.
      if (task.status() != AtomStatus.PENDING && !statuses.containsKey(task.name())) {
        mark(task.name(), task.status());
      }
    }
  }

  /** Takes over how everything stands at the end, where changes may not have been heard of yet. */
  public synchronized void end(FlowInspection inspection) {
    status = inspection.flow().status().name();
    for (FlowInspection.TaskInspection task : inspection.tasks()) {
      if (task.status() != AtomStatus.PENDING) {
        mark(task.name(), task.status());
      }
    }
  }

  /** Adds something that no flow tells of. */
  public synchronized void note(String text) {
    news.addLast(text);
    newsCount++;
    if (news.size() > KEPT_NEWS) {
      news.removeFirst();
    }
  }

  @Override
  public synchronized void accept(FlowChange change) {
    switch (change.event()) {
      case FlowEvent.FlowStatusChanged e -> status = e.to().name();
      case FlowEvent.RevertDecided e -> {
        status = "REVERTING";
        note("reverting everything: " + e.reason());
      }
      case FlowEvent.AttemptOpened e ->
          mark(e.task(), e.action() == Action.EXECUTE ? AtomStatus.RUNNING : AtomStatus.REVERTING);
      case FlowEvent.TaskSucceeded e -> answered(e.task(), AtomStatus.SUCCESS, e.worker());
      case FlowEvent.TaskFailed e -> {
        answered(e.task(), AtomStatus.FAILURE, e.worker());
        note("failed: " + label.apply(e.task()) + ": " + e.failure().message());
      }
      case FlowEvent.TaskReverted e -> answered(e.task(), AtomStatus.REVERTED, e.worker());
      case FlowEvent.TaskRevertFailed e -> {
        answered(e.task(), AtomStatus.REVERT_FAILURE, e.worker());
        note("revert failed: " + label.apply(e.task()) + ": " + e.failure().message());
      }
      case FlowEvent.AttemptDeferred e ->
          note("waiting: " + label.apply(e.task()) + ": " + e.reason());
      default -> {
        // Nothing that a count or a piece of news would show.
      }
    }
  }

  /** How it stands now. */
  public synchronized Progress progress() {
    List<Stage> stages = new ArrayList<>();
    totals.forEach((name, total) -> stages.add(stage(name, total)));
    return new Progress(
        title,
        status,
        Duration.ofNanos(System.nanoTime() - beganNanos),
        stages,
        new TreeMap<>(tasksByWorker),
        List.copyOf(news),
        newsCount);
  }

  private Stage stage(String name, int total) {
    Map<AtomStatus, Integer> of = counts.getOrDefault(name, Map.of());
    return new Stage(
        name,
        total,
        of.getOrDefault(AtomStatus.RUNNING, 0) + of.getOrDefault(AtomStatus.REVERTING, 0),
        of.getOrDefault(AtomStatus.SUCCESS, 0),
        of.getOrDefault(AtomStatus.FAILURE, 0) + of.getOrDefault(AtomStatus.REVERT_FAILURE, 0),
        of.getOrDefault(AtomStatus.REVERTED, 0));
  }

  private void answered(String task, AtomStatus now, String worker) {
    mark(task, now);
    if (!worker.isEmpty()) {
      tasksByWorker.merge(worker, 1, Integer::sum);
    }
  }

  private void mark(String task, AtomStatus now) {
    Map<AtomStatus, Integer> stage =
        counts.computeIfAbsent(stageOf(task), name -> new EnumMap<>(AtomStatus.class));
    AtomStatus before = statuses.put(task, now);
    if (before != null) {
      stage.merge(before, -1, Integer::sum);
    }
    stage.merge(now, 1, Integer::sum);
  }

  private static String stageOf(String task) {
    int slash = task.indexOf('/');
    return slash < 0 ? task : task.substring(0, slash);
  }
}
