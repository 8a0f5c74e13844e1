package io.taskflow.controller.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.machine.FlowEvent.AttemptDeferred;
import io.taskflow.engine.machine.FlowEvent.AttemptOpened;
import io.taskflow.engine.machine.FlowEvent.TaskFailed;
import io.taskflow.engine.machine.FlowEvent.TaskSucceeded;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The lines for logs and pipes. */
class LineViewTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void whyATaskDoesNotGetOnIsSaidOnceForEachReason() {
    StringWriter out = new StringWriter();
    LineView view = new LineView(new PrintWriter(out), (colour, text) -> text);
    view.show(
        Sight.ofNews(
            deferred("no queue"),
            deferred("no queue"),
            deferred("no worker"),
            new TaskFailed(NOON, "a", "w", Failure.of(FailureCode.TASK_FAILED, "it broke")),
            deferred("no worker")),
        NOON);
    assertThat(out.toString().lines())
        .containsExactly(
            "    a deferred: no queue; until 2026-03-01T12:00:01Z",
            "    a deferred: no worker; until 2026-03-01T12:00:01Z",
            "  FAILURE        a  it broke",
            "    a deferred: no worker; until 2026-03-01T12:00:01Z");
  }

  @Test
  void whatHappensInAChildFlowComesBeforeTheEndOfItsTask() {
    StringWriter out = new StringWriter();
    LineView view = new LineView(new PrintWriter(out), (colour, text) -> text);
    Sight inner = Sight.ofNews(opened("c"), new TaskSucceeded(NOON, "c", "w", Json.NULL));
    Sight later = Sight.ofNews(opened("c"));
    view.show(
        Sight.ofNews(
                opened("a"), opened("b"), new TaskSucceeded(NOON, "a", "w", Json.NULL), opened("d"))
            .with(Map.of("a", inner, "b", later)),
        NOON);
    assertThat(out.toString().lines())
        .containsExactly(
            "  RUNNING        a",
            "  RUNNING        b",
            "  RUNNING        a/c",
            "  SUCCESS        a/c  0 ms",
            "  SUCCESS        a  0 ms",
            "  RUNNING        d",
            "  RUNNING        b/c");
  }

  private static AttemptOpened opened(String task) {
    return new AttemptOpened(
        NOON, task, Action.EXECUTE, 1, 1, new AttemptToken("0123456789abcdef"));
  }

  private static AttemptDeferred deferred(String reason) {
    return new AttemptDeferred(
        NOON,
        "a",
        new AttemptToken("0123456789abcdef"),
        FailureCode.UNKNOWN_TOPIC,
        reason,
        NOON.plusSeconds(1));
  }
}
