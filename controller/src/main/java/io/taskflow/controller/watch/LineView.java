package io.taskflow.controller.watch;

import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.runtime.FlowInspection;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A line for each change of a task: for logs and pipes. Not thread-safe. */
public final class LineView implements FlowView {

  private final PrintWriter out;
  private final FlowTimes times;
  private final Colours colours;

  /** Why each task did not get on, as it was said last. */
  private final Map<String, String> reasons = new HashMap<>();

  /** Prints there, with how long things took. */
  public LineView(PrintWriter out, FlowTimes times, Colours colours) {
    this.out = out;
    this.times = times;
    this.colours = colours;
  }

  @Override
  public void show(List<FlowEvent> events, Supplier<FlowInspection> inspection, Instant now) {
    for (FlowEvent event : events) {
      EventLine line = EventLine.of(event);
      String reason = reason(event);
      if (line.isStatusOfTask()) {
        reasons.remove(line.subject());
        out.println(text(line).stripTrailing());
      } else if (reason != null && !reason.equals(reasons.put(line.subject(), reason))) {
        out.println("    %s %s: %s".formatted(line.subject(), line.what(), line.detail()));
      }
    }
    out.flush();
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

  private String text(EventLine line) {
    boolean ended = line.what().matches("SUCCESS|FAILURE|REVERTED|REVERT_FAILURE");
    Duration took = ended ? times.took(line.subject(), line.at()) : null;
    return "  %s %s%s%s"
        .formatted(
            colours.status(line.what(), "%-14s".formatted(line.what())),
            line.subject(),
            took == null ? "" : "  " + FlowTimes.text(took),
            line.detail().isEmpty() ? "" : "  " + line.detail());
  }
}
