package io.taskflow.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.FlowId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What somebody gets thrown whose flow did not succeed. */
class FlowFailedExceptionTest {

  private static final Failure JAVA =
      Failure.of(new IllegalStateException("no more disk", new IOException("ENOSPC")));

  private static final Failure PYTHON =
      new Failure(
          FailureCode.TASK_FAILED,
          List.of("shop.CardDeclined", "builtins.Exception"),
          "declined",
          "Traceback (most recent call last):\n  File \"shop.py\", line 7, in charge\n",
          true,
          List.of(Failure.of(FailureCode.TASK_FAILED, "cause")));

  @Test
  void aFlowThatSucceededThrowsNothing() {
    FlowResult result = result(FlowStatus.SUCCESS, Map.of(), Map.of());
    assertThatCode(result::orThrow).doesNotThrowAnyException();
    assertThat(result.exception()).isEmpty();
  }

  @Test
  void w22OneFailureIsThrownAsItIs() {
    FlowResult result = result(FlowStatus.REVERTED, Map.of("c", JAVA), Map.of());
    assertThatThrownBy(result::orThrow)
        .isInstanceOf(FlowFailure.class)
        .hasMessage(
            "flow 'f' (f1) ended REVERTED: 'c' failed: "
                + "java.lang.IllegalStateException: no more disk")
        .cause()
        .hasToString("java.lang.IllegalStateException: no more disk")
        .cause()
        .hasToString("java.io.IOException: ENOSPC");
    FlowFailure failure = (FlowFailure) result.exception().orElseThrow();
    assertThat(failure.atom()).isEqualTo("c");
    assertThat(failure.action()).isEqualTo(Action.EXECUTE);
    assertThat(failure.failure()).isSameAs(JAVA);
    assertThat(failure.failures()).containsExactly(failure);
    assertThat(failure.isA("java.lang.RuntimeException")).isTrue();
    assertThat(failure.isA("java.io.IOException")).isFalse();
    assertThat(((FailureCause) failure.getCause().getCause()).isA("java.io.IOException")).isTrue();
    assertThat(failure.result()).isSameAs(result);
  }

  @Test
  void severalFailuresAreThrownTogetherAndTheStackTraceShowsAll() {
    Map<String, Failure> failures = new LinkedHashMap<>();
    failures.put("a", JAVA);
    failures.put("b", PYTHON);
    FlowResult result =
        result(FlowStatus.FAILURE, failures, Map.of("z", Failure.of(new Exception("stuck"))));
    FlowFailedException thrown = result.exception().orElseThrow();
    assertThat(thrown).isNotInstanceOf(FlowFailure.class);
    assertThat(thrown)
        .hasMessage(
            "flow 'f' (f1) ended FAILURE: "
                + "'a' failed: java.lang.IllegalStateException: no more disk; "
                + "'b' failed: shop.CardDeclined: declined; "
                + "revert of 'z' failed: java.lang.Exception: stuck");
    assertThat(thrown.failures()).extracting(FlowFailure::atom).containsExactly("a", "b", "z");
    assertThat(thrown.failures().getLast().action()).isEqualTo(Action.REVERT);
    assertThat(thrown.isA("builtins.Exception")).isTrue();
    assertThat(thrown.isA("java.io.IOException")).isFalse();
    assertThat(printed(thrown))
        .contains("Caused by: java.lang.IllegalStateException: no more disk")
        .contains("Caused by: java.io.IOException: ENOSPC")
        .contains("Caused by: shop.CardDeclined: declined")
        .contains("File \"shop.py\", line 7, in charge")
        .contains("Suppressed: " + FlowFailure.class.getName() + ": revert of 'z' failed")
        .contains("\tat " + FlowFailedExceptionTest.class.getName() + ".<clinit>(");
  }

  @Test
  void framesOfAJavaTraceAreTheCausesOwn() {
    StackTraceElement[] original = new IllegalStateException().getStackTrace();
    Failure failure = Failure.of(withTrace(new IllegalStateException("x"), original));
    StackTraceElement[] frames =
        result(FlowStatus.REVERTED, Map.of("a", failure), Map.of())
            .exception()
            .orElseThrow()
            .getCause()
            .getStackTrace();
    assertThat(frames).hasSameSizeAs(original);
    for (int i = 0; i < frames.length; i++) {
      assertThat(frames[i].getClassName()).isEqualTo(original[i].getClassName());
      assertThat(frames[i].getMethodName()).isEqualTo(original[i].getMethodName());
      assertThat(frames[i].getLineNumber()).isEqualTo(original[i].getLineNumber());
    }
  }

  @Test
  void aFlowThatIsSuspendedOrWasRevertedOnRequestHasNoFailures() {
    FlowFailedException thrown =
        result(FlowStatus.SUSPENDED, Map.of(), Map.of()).exception().orElseThrow();
    assertThat(thrown).hasMessage("flow 'f' (f1) is SUSPENDED").hasNoCause();
    assertThat(thrown.failures()).isEmpty();
    assertThat(result(FlowStatus.REVERTED, Map.of(), Map.of()).exception().orElseThrow())
        .hasMessage("flow 'f' (f1) ended REVERTED");
  }

  @Test
  void aMessageNamesTenFailuresAndAListHasAll() {
    Map<String, Failure> failures = new LinkedHashMap<>();
    IntStream.range(0, 250).forEach(i -> failures.put("t" + i, JAVA));
    FlowFailedException thrown =
        result(FlowStatus.REVERTED, failures, Map.of()).exception().orElseThrow();
    assertThat(thrown.failures()).hasSize(250);
    assertThat(thrown).hasMessageContaining("'t9' failed").hasMessageEndingWith("; and 240 more");
    assertThat(thrown.getSuppressed()).hasSize(99);
  }

  private static FlowResult result(
      FlowStatus status, Map<String, Failure> failures, Map<String, Failure> revertFailures) {
    return new FlowResult(new FlowId("f1"), "f", status, Map.of(), failures, revertFailures);
  }

  private static Exception withTrace(Exception error, StackTraceElement[] trace) {
    error.setStackTrace(trace);
    return error;
  }

  private static String printed(Throwable error) {
    StringWriter text = new StringWriter();
    error.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
