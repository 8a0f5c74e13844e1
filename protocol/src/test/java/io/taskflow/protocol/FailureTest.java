package io.taskflow.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.protocol.TaskReply.Failed;
import io.taskflow.protocol.json.MessageCodec;
import java.io.FileNotFoundException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureTest {

  @Test
  void namesTheTypeOfAnExceptionAndItsSuperTypes() {
    Failure failure = Failure.of(new FileNotFoundException("gone"));

    assertThat(failure.typeNames())
        .containsExactly(
            "java.io.FileNotFoundException",
            "java.io.IOException",
            "java.lang.Exception",
            "java.lang.Throwable");
    assertThat(failure.type()).isEqualTo("java.io.FileNotFoundException");
    assertThat(failure.isA("java.io.IOException")).isTrue();
    assertThat(failure.isA("java.io.EOFException", "java.lang.Error")).isFalse();
    assertThat(failure).hasToString("java.io.FileNotFoundException: gone");
    assertThat(failure.trace()).contains("FailureTest");
    assertThat(failure.retryable()).isTrue();
  }

  @Test
  void listsTheChainOfCausesNearestFirst() {
    Failure failure =
        Failure.of(
            FailureCode.ENGINE_ERROR,
            new IllegalStateException(
                "outer", new IllegalArgumentException("middle", new ArithmeticException())),
            false);

    assertThat(failure.causes())
        .extracting(Failure::type)
        .containsExactly("java.lang.IllegalArgumentException", "java.lang.ArithmeticException");
    assertThat(failure.causes()).extracting(Failure::message).containsExactly("middle", "");
    assertThat(failure.causes()).allSatisfy(cause -> assertThat(cause.trace()).isEmpty());
    assertThat(failure.retryable()).isFalse();
    assertThat(failure.code()).isEqualTo(FailureCode.ENGINE_ERROR);
  }

  @Test
  void endsWithCausesThatGoInACircleOrOnAndOn() {
    Exception first = new Exception("first");
    first.initCause(new Exception("second", first));
    Exception last = new Exception();
    for (int i = 0; i < 100; i++) {
      last = new Exception("cause " + i, last);
    }

    assertThat(Failure.of(first).causes()).hasSize(1);
    assertThat(Failure.of(last).causes()).hasSize(Failure.MAX_CAUSES);
  }

  @Test
  void alwaysFitsAMessage() {
    String text = "\u0001".repeat(Failure.MAX_TEXT_LENGTH - 1) + "\ud83d\ude00 and more";
    Exception error = new Exception(text);
    for (int i = 0; i < Failure.MAX_CAUSES; i++) {
      error = new Exception(text, error);
    }
    AttemptRef attempt =
        new AttemptRef(new FlowId("f"), "t", Action.EXECUTE, new AttemptToken("k"));
    MessageCodec codec = new MessageCodec();
    Message message = new Failed(attempt, "w", Instant.EPOCH, Failure.of(error));

    assertThat(codec.decode(codec.encode(message))).isEqualTo(message);
  }

  @Test
  void leavesOutTraceAndCausesInBrief() {
    Failure failure = Failure.of(new Exception("a", new Exception("b")));

    assertThat(failure.brief())
        .isEqualTo(
            new Failure(FailureCode.TASK_FAILED, failure.typeNames(), "a", "", true, List.of()));
  }

  @Test
  void needsATypeNameAndFlatCauses() {
    assertThatThrownBy(() -> new Failure(FailureCode.CANCELLED, List.of(), "", "", true, List.of()))
        .hasMessageContaining("type name");
    assertThatThrownBy(() -> nested(Failure.MAX_CAUSES + 1)).hasMessageContaining("nested");
    assertThat(nested(Failure.MAX_CAUSES).causes()).hasSize(1);
  }

  private static Failure nested(int levels) {
    List<Failure> causes = levels == 0 ? List.of() : List.of(nested(levels - 1));
    return new Failure(FailureCode.CANCELLED, List.of("t"), "", "", true, causes);
  }

  @Test
  void itsChainHasEachCauseOnceInReadingOrder() {
    Failure deep = failure("Deep", List.of());
    Failure near = failure("Near", List.of(deep));
    Failure other = failure("Other", List.of());
    Failure top = failure("Top", List.of(near, deep, other));

    assertThat(top.chain())
        .extracting(Failure::type)
        .containsExactly("Top", "Near", "Deep", "Other");
    assertThat(top.chain().getFirst()).isSameAs(top);
  }

  @Test
  void describesItselfWithItsCausesIndented() {
    Failure near = failure("Near", List.of(failure("Deep", List.of())));
    Failure top =
        new Failure(
            FailureCode.ENGINE_ERROR,
            List.of("Top"),
            "two\nlines",
            "a trace",
            true,
            List.of(near, failure("Other", List.of())));

    assertThat(top.describe())
        .isEqualTo(
            """
            Top: two
                lines [ENGINE_ERROR]
              caused by Near: m
                caused by Deep: m
              caused by Other: m""");
    assertThat(Failure.of(FailureCode.EXPIRED, "nobody came").describe())
        .isEqualTo("EXPIRED: nobody came");
  }

  private static Failure failure(String type, List<Failure> causes) {
    return new Failure(FailureCode.TASK_FAILED, List.of(type), "m", "", true, causes);
  }
}
