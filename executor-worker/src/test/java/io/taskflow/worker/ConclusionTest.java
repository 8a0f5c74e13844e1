package io.taskflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.worker.Interruption.Cancelled;
import io.taskflow.worker.Interruption.Stopped;
import io.taskflow.worker.Interruption.TimedOut;
import io.taskflow.worker.Outcome.Returned;
import io.taskflow.worker.Outcome.StillRunning;
import io.taskflow.worker.Outcome.Threw;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of an attempt, from how its code ended and why it was interrupted. */
class ConclusionTest {

  private static final Outcome RETURNED = new Returned(new Json("7"));
  private static final Outcome THREW = new Threw(Failure.of(FailureCode.TASK_FAILED, "broken"));
  private static final Outcome STILL_RUNNING = new StillRunning();
  private static final Interruption CANCELLED = new Cancelled("not wanted");
  private static final Interruption TIMED_OUT = new TimedOut(Duration.ofSeconds(1));
  private static final Interruption STOPPED = new Stopped();

  static Object[] cases() {
    return new Object[] {
      Arguments.of(RETURNED, null, "succeeded", "succeeded"),
      Arguments.of(THREW, null, "TASK_FAILED", "TASK_FAILED"),
      Arguments.of(RETURNED, CANCELLED, "succeeded", "succeeded"),
      Arguments.of(THREW, CANCELLED, "CANCELLED", "CANCELLED"),
      Arguments.of(STILL_RUNNING, CANCELLED, "CANCELLED", "CANCELLED"),
      Arguments.of(RETURNED, TIMED_OUT, "TIMED_OUT", "TIMED_OUT"),
      Arguments.of(THREW, TIMED_OUT, "TIMED_OUT", "TIMED_OUT"),
      Arguments.of(STILL_RUNNING, TIMED_OUT, "TIMED_OUT", "TIMED_OUT"),
      Arguments.of(RETURNED, STOPPED, "succeeded", "succeeded"),
      Arguments.of(THREW, STOPPED, "given back", "WORKER_LOST"),
      Arguments.of(STILL_RUNNING, STOPPED, "given back", "WORKER_LOST"),
    };
  }

  @ParameterizedTest(name = "{0} after {1}: {2}, or {3} if it must not run twice")
  @MethodSource("cases")
  void isDecidedByOutcomeAndInterruption(
      Outcome outcome, @Nullable Interruption interruption, String redispatch, String atMostOnce) {
    assertThat(conclude(Requests.execute("t"), outcome, interruption)).isEqualTo(redispatch);
    assertThat(conclude(Requests.execute("t").failOnWorkerLoss(), outcome, interruption))
        .isEqualTo(atMostOnce);
  }

  @Test
  void namesTheErrorThatTheInterruptLedTo() {
    Conclusion conclusion = Conclusion.of(Requests.execute("t").build(), THREW, TIMED_OUT);

    assertThat(((Conclusion.Failed) conclusion).failure().causes())
        .containsExactly(((Threw) THREW).failure());
  }

  @Test
  void knowsNoCodeThatRunsOnWithoutInterruption() {
    TaskRequest request = Requests.execute("t").build();
    assertThatThrownBy(() -> Conclusion.of(request, STILL_RUNNING, null))
        .isInstanceOf(IllegalStateException.class);
  }

  private static String conclude(
      Requests requests, Outcome outcome, @Nullable Interruption interruption) {
    return switch (Conclusion.of(requests.build(), outcome, interruption)) {
      case Conclusion.Succeeded succeeded -> "succeeded";
      case Conclusion.Failed failed -> failed.failure().code().name();
      case Conclusion.GiveBack giveBack -> "given back";
    };
  }
}
