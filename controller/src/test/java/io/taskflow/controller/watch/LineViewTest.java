package io.taskflow.controller.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.machine.FlowEvent.AttemptDeferred;
import io.taskflow.engine.machine.FlowEvent.TaskFailed;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lines for logs and pipes. */
class LineViewTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void whyATaskDoesNotGetOnIsSaidOnceForEachReason() {
    StringWriter out = new StringWriter();
    LineView view = new LineView(new PrintWriter(out), new FlowTimes(), (colour, text) -> text);
    view.show(
        List.of(
            deferred("no queue"),
            deferred("no queue"),
            deferred("no worker"),
            new TaskFailed(NOON, "a", "w", Failure.of(FailureCode.TASK_FAILED, "it broke")),
            deferred("no worker")),
        () -> {
          throw new AssertionError("costs too much for a line");
        },
        NOON);
    assertThat(out.toString().lines())
        .containsExactly(
            "    a deferred: no queue; until 2026-03-01T12:00:01Z",
            "    a deferred: no worker; until 2026-03-01T12:00:01Z",
            "  FAILURE        a  it broke",
            "    a deferred: no worker; until 2026-03-01T12:00:01Z");
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
