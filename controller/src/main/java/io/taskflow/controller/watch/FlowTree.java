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
 * Draws the tree of a flow: its flows and tasks with status, progress, duration and attempts, and
 * below a child flow what is in it. Pure.
 *
 * @param colours for statuses
 */
public record FlowTree(Colours colours) {

  private static final int BAR = 10;

  /**
   * The lines of a moment.
   *
   * @param most at most so many lines; what is done or not begun is left out first
   */
  public List<String> lines(FlowSight sight, Instant now, int most) {
    List<String> lines = new ArrayList<>();
    lines.add(head(sight.inspection(), now));
    new Drawing(sight, now, size(sight) < most - 1, lines).draw(1);
    if (lines.size() <= most) {
      return lines;
    }
    List<String> shown = new ArrayList<>(lines.subList(0, most - 1));
    shown.add("  … and %d more".formatted(lines.size() - most + 1));
    return shown;
  }

  /** How many tasks there are to draw. */
  private static int size(FlowSight sight) {
    return sight.inspection().tasks().size()
        + sight.children().values().stream().mapToInt(FlowTree::size).sum();
  }

  private String head(FlowInspection inspection, Instant now) {
    String status = inspection.flow().status().name();
    long done =
        inspection.tasks().stream()
            .filter(task -> task.status().name().matches("SUCCESS|IGNORE"))
            .count();
    Instant until = inspection.flow().status().ended() ? inspection.flow().changedAt() : now;
    Duration took = Duration.between(inspection.flow().submittedAt(), until);
    return "%s %s  %d of %d done  %s"
        .formatted(
            colours.status(status, "%-10s".formatted(status)),
            inspection.flow().name(),
            done,
            inspection.tasks().size(),
            FlowTimes.text(took.isNegative() ? Duration.ZERO : took));
  }

  /** The lines of one flow, while they are made. */
  private final class Drawing {

    private final FlowSight sight;
    private final Instant now;
    private final boolean all;

    /** What is not drawn yet, by name. */
    private final Map<String, TaskInspection> left = new LinkedHashMap<>();

    private final List<String> lines;

    Drawing(FlowSight sight, Instant now, boolean all, List<String> lines) {
      this.sight = sight;
      this.now = now;
      this.all = all;
      this.lines = lines;
      sight.inspection().tasks().forEach(task -> left.put(task.name(), task));
    }

    void draw(int depth) {
      inside(sight.definition(), depth);
      List.copyOf(left.keySet()).forEach(name -> atom(name, depth));
    }

    private void inside(Flow scope, int depth) {
      if (scope.retry() != null) {
        atom(scope.retry().name(), depth);
      }
      scope.items().forEach(item -> item(item, depth));
    }

    private void item(FlowItem item, int depth) {
      if (item instanceof Flow inner) {
        if (all) {
          lines.add("  ".repeat(depth) + inner.name());
        }
        inside(inner, depth + 1);
        return;
      }
      atom(item.name(), depth);
      if (item instanceof FanOut) {
        left.keySet().stream()
            .filter(name -> name.startsWith(item.name() + "["))
            .toList()
            .forEach(name -> atom(name, depth + 1));
      }
    }

    private void atom(String name, int depth) {
      TaskInspection task = left.remove(name);
      if (task == null) {
        return;
      }
      String status = task.status().name();
      if (all || !status.matches("PENDING|SUCCESS|IGNORE|REVERTED")) {
        String line =
            "  ".repeat(depth)
                + colours.status(status, "%-14s".formatted(status))
                + " %-28s ".formatted(name)
                + facts(task);
        lines.add(line.stripTrailing());
        FlowSight child = sight.children().get(name);
        if (child != null) {
          new Drawing(child, now, all, lines).draw(depth + 1);
        }
      }
    }

    private String facts(TaskInspection task) {
      List<String> facts = new ArrayList<>();
      boolean goes = task.status().name().matches("RUNNING|REVERTING");
      if (goes && task.progress() > 0) {
        int full = (int) Math.round(task.progress() * BAR);
        facts.add(
            "[%s%s] %.0f %%"
                .formatted("#".repeat(full), "-".repeat(BAR - full), 100 * task.progress()));
      }
      FlowTimes times = sight.times();
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
      if (task.child() != null) {
        facts.add("flow " + task.child());
      }
      return String.join("  ", facts);
    }
  }
}
