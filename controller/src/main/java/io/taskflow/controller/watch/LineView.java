package io.taskflow.controller.watch;

import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.runtime.FlowInspection;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * A line for each change of a task: for logs and pipes.
 *
 * @param out where
 * @param times how long things took
 * @param colours for statuses
 */
public record LineView(PrintWriter out, FlowTimes times, Colours colours) implements FlowView {

  @Override
  public void show(List<FlowEvent> events, Supplier<FlowInspection> inspection, Instant now) {
    for (FlowEvent event : events) {
      EventLine line = EventLine.of(event);
      if (line.isStatusOfTask()) {
        out.println(text(line).stripTrailing());
      } else if (event instanceof FlowEvent.AttemptFailed
          || event instanceof FlowEvent.AttemptDeferred
          || event instanceof FlowEvent.AttemptParked) {
        out.println("    %s %s: %s".formatted(line.subject(), line.what(), line.detail()));
      }
    }
    out.flush();
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
