package io.taskflow.worker;

import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.json.MessageLimits;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever a task throws or returns, its request is answered and the worker goes on. */
class FailingTaskTest {

  private final WorkerRig rig = new WorkerRig();
  private final ScriptedEngine engine = rig.engine;

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void answersWithTheExceptionAndItsCauses() {
    Failure failure =
        failureOf(
            context -> {
              throw new IllegalStateException("outer", new FileNotFoundException("inner"));
            });

    assertThat(failure.code()).isEqualTo(FailureCode.TASK_FAILED);
    assertThat(failure.type()).isEqualTo("java.lang.IllegalStateException");
    assertThat(failure.message()).isEqualTo("outer");
    assertThat(failure.retryable()).isTrue();
    assertThat(failure.trace()).contains("FailingTaskTest");
    assertThat(failure.causes()).hasSize(1);
    assertThat(failure.causes().getFirst().isA(IOException.class.getName())).isTrue();
  }

  @Test
  void passesOnWhatATaskFailureSays() {
    Failure failure =
        failureOf(
            context -> {
              throw new TaskFailure("no such image").code(FailureCode.NOT_FOUND).retryable(false);
            });

    assertThat(failure.code()).isEqualTo(FailureCode.NOT_FOUND);
    assertThat(failure.retryable()).isFalse();
    assertThat(failure.message()).isEqualTo("no such image");
  }

  @Test
  void survivesErrorsOfTheVirtualMachine() {
    assertThat(failureOf(FailingTaskTest::recurseForEver).type())
        .isEqualTo("java.lang.StackOverflowError");
    assertThat(
            failureOf(
                    context -> {
                      throw new OutOfMemoryError("pretended");
                    })
                .type())
        .isEqualTo("java.lang.OutOfMemoryError");
  }

  @Test
  void answersForAnExceptionThatCannotBeDescribed() {
    Failure failure =
        failureOf(
            context -> {
              throw new Unspeakable();
            });

    assertThat(failure.type()).isEqualTo(Unspeakable.class.getName());
    assertThat(failure.message()).contains("can't be described");
  }

  @Test
  void answersForATaskThatCannotBeMade() {
    rig.start(
        TaskDefinition.of(
            "broken",
            () -> {
              throw new IllegalStateException("no database");
            }));

    assertThat(engine.awaitFailure(engine.send(Requests.execute("broken"))).message())
        .isEqualTo("no database");
  }

  @Test
  void refusesAResultThatIsNotJson() {
    Failure failure = failureOf(context -> new Node());

    assertThat(failure.code()).isEqualTo(FailureCode.RESULT_NOT_JSON);
    assertThat(failure.retryable()).isFalse();
    assertThat(failure.message()).contains(Node.class.getName());
  }

  @Test
  void refusesAResultThatIsTooLargeAndSaysByHowMuch() {
    Failure failure = failureOf(context -> "x".repeat(MessageLimits.DEFAULT_VALUE_BYTES));

    assertThat(failure.code()).isEqualTo(FailureCode.TOO_LARGE);
    assertThat(failure.retryable()).isFalse();
    assertThat(failure.message())
        .contains(Integer.toString(MessageLimits.DEFAULT_VALUE_BYTES + 2))
        .contains(Integer.toString(MessageLimits.DEFAULT_VALUE_BYTES));
  }

  @Test
  void refusesATextThatOnlySaysThatItIsJson() {
    assertThat(failureOf(context -> new Json("oops")).code())
        .isEqualTo(FailureCode.RESULT_NOT_JSON);
    Failure failure =
        failureOf(
            context -> {
              context.progress(0.5, new Json("oops"));
              return null;
            });
    assertThat(failure.type()).contains("InvalidJson");
  }

  @Test
  void refusesAResultThatIsTooDeep() {
    Failure failure =
        failureOf(
            context -> {
              Object nested = "core";
              for (int i = 0; i < 300; i++) {
                nested = List.of(nested);
              }
              return nested;
            });

    assertThat(failure.code()).isIn(FailureCode.TOO_LARGE, FailureCode.RESULT_NOT_JSON);
    assertThat(failure.message()).contains("200");
  }

  @Test
  void sendsAFailureThatIsTooLargeWithoutItsDetails() {
    Failure failure =
        failureOf(
            builder ->
                builder.messageLimits(
                    new MessageLimits(4_000, MessageLimits.DEFAULT_VALUE_BYTES, 100)),
            context -> {
              throw new IllegalStateException("long: " + "x".repeat(5_000));
            });

    assertThat(failure.type()).isEqualTo("java.lang.IllegalStateException");
    assertThat(failure.message()).startsWith("long: ").hasSizeLessThan(2_000);
    assertThat(failure.trace()).isEmpty();
  }

  @Test
  void explainsAMissingOrUnfittingArgument() {
    rig.start(
        TaskDefinition.shared("missing", context -> context.argument("path", String.class)),
        TaskDefinition.shared("number", context -> context.argument("size", Integer.class)),
        TaskDefinition.shared("list", context -> context.list("items", Integer.class)));

    Failure missing =
        engine.awaitFailure(engine.send(Requests.execute("missing").argument("a", 1)));
    Failure isNull =
        engine.awaitFailure(engine.send(Requests.execute("missing").argument("path", null)));
    Failure number =
        engine.awaitFailure(engine.send(Requests.execute("number").argument("size", "large")));
    Failure list =
        engine.awaitFailure(
            engine.send(Requests.execute("list").argument("items", Arrays.asList(1, null))));

    assertThat(missing.message()).isEqualTo("argument 'path' is missing; the request has [a]");
    assertThat(missing.retryable()).isFalse();
    assertThat(isNull.message()).startsWith("argument 'path' is null");
    assertThat(number.message()).startsWith("argument 'size' has an unexpected form");
    assertThat(list.message()).isEqualTo("argument 'items' has null as element 1");
  }

  @Test
  void readsListsAndOptionalArguments() {
    rig.start(
        TaskDefinition.shared(
            "read",
            context ->
                Map.of(
                    "sum", context.list("items", Integer.class).stream().mapToInt(i -> i).sum(),
                    "there", context.optional("there", String.class).orElse("default"),
                    "absent", context.optional("absent", String.class).orElse("default"))));

    var request =
        engine.send(
            Requests.execute("read").argument("items", List.of(1, 2, 3)).argument("there", "yes"));

    assertThat(engine.awaitSuccess(request).result().toObject())
        .isEqualTo(Map.of("sum", 6, "there", "yes", "absent", "default"));
  }

  private Failure failureOf(Task task) {
    return failureOf(builder -> builder, task);
  }

  /** Runs the task in a worker of its own, and then another one to see that the worker goes on. */
  private Failure failureOf(UnaryOperator<WorkerBuilder> settings, Task task) {
    Worker worker =
        rig.start(
            settings,
            TaskDefinition.shared("failing", task),
            TaskDefinition.shared("next", context -> "well"));
    Failure failure = engine.awaitFailure(engine.send(Requests.execute("failing")));
    engine.awaitSuccess(engine.send(Requests.execute("next")));
    await().until(() -> rig.broker.unacknowledged(rig.queue) == 0);
    worker.close();
    return failure;
  }

  @SuppressWarnings("InfiniteRecursion") // that is the point
  private static Object recurseForEver(TaskContext context) {
    return List.of(recurseForEver(context));
  }

  /** Can't be written as JSON: it contains itself. */
  public static final class Node {
    public Node getSelf() {
      return this;
    }
  }

  private static final class Unspeakable extends RuntimeException {
    @Override
    public String getMessage() {
      throw new UnsupportedOperationException();
    }
  }
}
