package io.taskflow.controller.watch;

import io.taskflow.engine.machine.FlowEvent;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A line for each change of a task: for logs and pipes. Tasks of child flows have the names of the
 * tasks that these are in front. Not thread-safe.
 */
public final class LineView implements FlowView {

  private static final String BELOW = "/";

  private final PrintWriter out;
  private final Colours colours;

  /** Why each task did not get on, as it was said last. */
  private final Map<String, String> reasons = new HashMap<>();

  /** Prints there. */
  public LineView(PrintWriter out, Colours colours) {
    this.out = out;
    this.colours = colours;
  }

  @Override
  public void show(FlowSight flow, Instant now) {
    show(flow, "");
    out.flush();
  }

  /** What happened in a child flow comes before the end of the task that it is. */
  private void show(FlowSight flow, String path) {
    Map<String, FlowSight> left = new LinkedHashMap<>(flow.children());
    for (FlowEvent event : flow.news()) {
      EventLine line = EventLine.of(event);
      if (line.isStatusOfTask() && !(event instanceof FlowEvent.AttemptOpened)) {
        FlowSight child = left.remove(line.subject());
        if (child != null) {
          show(child, path + line.subject() + BELOW);
        }
      }
      show(event, line, flow.times(), path);
    }
    left.forEach((task, child) -> show(child, path + task + BELOW));
  }

  private void show(FlowEvent event, EventLine line, FlowTimes times, String path) {
    String subject = path + line.subject();
    String reason = reason(event);
    if (line.isStatusOfTask()) {
      reasons.remove(subject);
      out.println(text(line, subject, times).stripTrailing());
    } else if (reason != null && !reason.equals(reasons.put(subject, reason))) {
      out.println("    %s %s: %s".formatted(subject, line.what(), line.detail()));
    }
  }

  /** Why a task does not get on; the same again and again is said once. */
  private static @Nullable String reason(FlowEvent event) {
    return switch (event) {
      case FlowEvent.AttemptDeferred e -> e.reason();
      case FlowEvent.AttemptParked e -> e.reason();
      case FlowEvent.AttemptFailed e -> e.redispatchAt() + e.failure().message();
      default -> null;
    };
  }

  private String text(EventLine line, String subject, FlowTimes times) {
    boolean ended = line.what().matches("SUCCESS|FAILURE|REVERTED|REVERT_FAILURE");
    Duration took = ended ? times.took(line.subject(), line.at()) : null;
    return "  %s %s%s%s"
        .formatted(
            colours.status(line.what(), "%-14s".formatted(line.what())),
            subject,
            took == null ? "" : "  " + FlowTimes.text(took),
            line.detail().isEmpty() ? "" : "  " + line.detail());
  }
}
