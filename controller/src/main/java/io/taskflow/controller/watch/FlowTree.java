package io.taskflow.controller.watch;

import io.taskflow.engine.runtime.FlowInspection;
import io.taskflow.engine.runtime.FlowInspection.TaskInspection;
import io.taskflow.flow.FanOut;
import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowItem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Draws the tree of a flow: its flows and tasks with status, progress, duration and attempts. Pure.
 *
 * @param flow the definition
 * @param times how long things took
 * @param colours for statuses
 */
public record FlowTree(Flow flow, FlowTimes times, Colours colours) {

  private static final int BAR = 10;

  /**
   * The lines of a moment.
   *
   * @param most at most so many lines; what is done or not begun is left out first
   */
  public List<String> lines(FlowInspection inspection, Instant now, int most) {
    List<String> lines = new ArrayList<>();
    lines.add(head(inspection, now));
    Map<String, TaskInspection> left = new LinkedHashMap<>();
    inspection.tasks().forEach(task -> left.put(task.name(), task));
    boolean all = inspection.tasks().size() < most - 1;
    add(flow, 1, left, all, now, lines);
    left.values().forEach(task -> task(task, 2, all, now, lines));
    if (lines.size() <= most) {
      return lines;
    }
    List<String> shown = new ArrayList<>(lines.subList(0, most - 1));
    shown.add("  … and %d more".formatted(lines.size() - most + 1));
    return shown;
  }

  private String head(FlowInspection inspection, Instant now) {
    String status = inspection.flow().status().name();
    long done =
        inspection.tasks().stream()
            .filter(task -> task.status().name().matches("SUCCESS|IGNORE"))
            .count();
    Instant until = inspection.flow().status().ended() ? inspection.flow().changedAt() : now;
    return "%s %s  %d of %d done  %s"
        .formatted(
            colours.status(status, "%-10s".formatted(status)),
            inspection.flow().name(),
            done,
            inspection.tasks().size(),
            FlowTimes.text(positive(Duration.between(inspection.flow().submittedAt(), until))));
  }

  private static Duration positive(Duration time) {
    return time.isNegative() ? Duration.ZERO : time;
  }

  private void add(
      FlowItem item,
      int depth,
      Map<String, TaskInspection> left,
      boolean all,
      Instant now,
      List<String> lines) {
    if (item instanceof Flow inner) {
      if (depth > 1 && all) {
        lines.add("  ".repeat(depth) + inner.name());
      }
      int inside = depth > 1 ? depth + 1 : depth;
      if (inner.retry() != null) {
        take(inner.retry().name(), inside, left, all, now, lines);
      }
      inner.items().forEach(each -> add(each, inside, left, all, now, lines));
    } else {
      take(item.name(), depth, left, all, now, lines);
      if (item instanceof FanOut) {
        List<String> elements =
            left.keySet().stream().filter(name -> name.startsWith(item.name() + "[")).toList();
        elements.forEach(name -> take(name, depth + 1, left, all, now, lines));
      }
    }
  }

  private void take(
      String name,
      int depth,
      Map<String, TaskInspection> left,
      boolean all,
      Instant now,
      List<String> lines) {
    TaskInspection task = left.remove(name);
    if (task != null) {
      task(task, depth, all, now, lines);
    }
  }

  private void task(TaskInspection task, int depth, boolean all, Instant now, List<String> lines) {
    String status = task.status().name();
    if (!all && status.matches("PENDING|SUCCESS|IGNORE|REVERTED")) {
      return;
    }
    String line =
        "  ".repeat(depth)
            + colours.status(status, "%-14s".formatted(status))
            + " %-28s ".formatted(task.name())
            + facts(task, now);
    lines.add(line.stripTrailing());
  }

  private String facts(TaskInspection task, Instant now) {
    List<String> facts = new ArrayList<>();
    boolean goes = task.status().name().matches("RUNNING|REVERTING");
    if (goes && task.progress() > 0) {
      int full = (int) Math.round(task.progress() * BAR);
      facts.add(
          "[%s%s] %.0f %%"
              .formatted("#".repeat(full), "-".repeat(BAR - full), 100 * task.progress()));
    }
    Duration took = times.took(task.name(), now);
    if (took != null) {
      facts.add(FlowTimes.text(took));
    }
    if (times.attempts(task.name()) > 1) {
      facts.add("attempt " + times.attempts(task.name()));
    }
    if (goes && task.waitingFor() != null) {
      facts.add(Waits.words(task.waitingFor()));
    }
    return String.join("  ", facts);
  }
}
