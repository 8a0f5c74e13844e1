package io.taskflow.controller.watch;

import io.taskflow.engine.machine.FlowEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How long tasks take, and how often they were tried, by what was stored. Not thread-safe. */
public final class FlowTimes {

  private record Span(Instant began, @Nullable Instant ended, int attempts) {}

  private final Map<String, Span> spans = new HashMap<>();

  /** Takes what has happened next. */
  public void add(List<FlowEvent> events) {
    events.forEach(this::add);
  }

  private void add(FlowEvent event) {
    switch (event) {
      case FlowEvent.AttemptOpened e -> {
        Span before = spans.get(e.task());
        Instant began =
            before != null && before.ended() == null && e.number() > 1 ? before.began() : e.at();
        spans.put(e.task(), new Span(began, null, Math.max(1, e.number())));
      }
      case FlowEvent.TaskSucceeded e -> end(e.task(), e.at());
      case FlowEvent.TaskFailed e -> end(e.task(), e.at());
      case FlowEvent.TaskReverted e -> end(e.task(), e.at());
      case FlowEvent.TaskRevertFailed e -> end(e.task(), e.at());
      case FlowEvent.AtomsReset e -> e.atoms().forEach(spans::remove);
      default -> {
        // Takes no time that is shown.
      }
    }
  }

  private void end(String task, Instant at) {
    spans.computeIfPresent(task, (name, span) -> new Span(span.began(), at, span.attempts()));
  }

  /** How long the last action of a task took, or has taken until now; null if it has not begun. */
  public @Nullable Duration took(String task, Instant now) {
    Span span = spans.get(task);
    if (span == null) {
      return null;
    }
    Duration took = Duration.between(span.began(), span.ended() == null ? now : span.ended());
    return took.isNegative() ? Duration.ZERO : took;
  }

  /** How many attempts its last action took; 0 if none. */
  public int attempts(String task) {
    Span span = spans.get(task);
    return span == null ? 0 : span.attempts();
  }

  /** A time for people: {@code 350 ms}, {@code 12.3 s}, {@code 4:05}, {@code 2:04:05}. */
  public static String text(Duration time) {
    long millis = time.toMillis();
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis < 60_000) {
      return "%.1f s".formatted(millis / 1_000.0);
    }
    return time.toHours() == 0
        ? "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart())
        : "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
  }
}
