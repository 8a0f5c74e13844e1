package io.taskflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.protocol.FailureCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How tasks are found, and what they may be called. */
class TaskRegistryTest {

  private static final TaskDefinition V1 = TaskDefinition.of("copy", "1.4", () -> context -> 1);
  private static final TaskDefinition V2 = TaskDefinition.of("copy", "2.0", () -> context -> 2);

  @Test
  void keepsMajorVersionsBesideEachOther() {
    TaskRegistry registry = TaskRegistry.of(V2, V1);

    assertThat(registry.find("copy", new TaskVersion(1, 0))).hasValue(V1);
    assertThat(registry.find("copy", new TaskVersion(1, 4))).hasValue(V1);
    assertThat(registry.find("copy", new TaskVersion(1, 5))).isEmpty();
    assertThat(registry.find("copy", new TaskVersion(2, 0))).hasValue(V2);
    assertThat(registry.find("copy", new TaskVersion(3, 0))).isEmpty();
    assertThat(registry.find("move", new TaskVersion(1, 0))).isEmpty();
    assertThat(registry.definitions()).containsExactly(V1, V2);
    assertThat(registry).hasToString("copy 1.4, copy 2.0");
  }

  @Test
  void refusesTwoOfTheSameMajorVersion() {
    TaskDefinition other = TaskDefinition.of("copy", "1.7", () -> context -> 3);

    assertThatThrownBy(() -> TaskRegistry.of(V1, other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("task type 'copy' is there twice with major version 1: as 1.4 and as 1.7");
  }

  @Test
  void takesTheTasksOfProviders() {
    TaskProvider first = () -> List.of(V1);
    TaskProvider second = () -> List.of(V2);

    assertThat(TaskRegistry.of(first, second).definitions()).containsExactly(V1, V2);
  }

  @Test
  void refusesNamesAndVersionsOfAnotherForm() {
    assertThatThrownBy(() -> TaskDefinition.shared(" ", context -> null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TaskDefinition.shared("a\nb", context -> null))
        .isInstanceOf(IllegalArgumentException.class);
    for (String wrong : List.of("", "1", "1.", "1.0.0", "-1.0", "1.x", "9999999.0")) {
      assertThatThrownBy(() -> TaskVersion.parse(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'" + wrong + "'");
    }
    assertThat(TaskVersion.parse("12.34")).isEqualTo(new TaskVersion(12, 34));
  }

  @Test
  void ordersVersionsByNumber() {
    assertThat(new TaskVersion(1, 10)).isGreaterThan(new TaskVersion(1, 9));
    assertThat(new TaskVersion(2, 0)).isGreaterThan(new TaskVersion(1, 10));
  }

  @Test
  void keepsCauseAndTraceWhenAFailureIsRefined() {
    IllegalStateException cause = new IllegalStateException("cause");
    TaskFailure plain = new TaskFailure("full", cause);
    TaskFailure refined = plain.retryable(false).code(FailureCode.NOT_FOUND);

    assertThat(refined).hasMessage("full").hasCause(cause);
    assertThat(refined.getStackTrace()).isEqualTo(plain.getStackTrace());
    assertThat(refined.retryable()).isFalse();
    assertThat(refined.code()).isEqualTo(FailureCode.NOT_FOUND);
    assertThat(plain.retryable()).isTrue();
    assertThat(plain.code()).isEqualTo(FailureCode.TASK_FAILED);
  }
}
