package io.taskflow.worker;

import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.TaskRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a worker does with ordinary requests. */
class WorkerTest {

  private final WorkerRig rig = new WorkerRig();
  private final ScriptedEngine engine = rig.engine;

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void runsATaskAndAnswersWithItsResult() {
    Worker worker =
        rig.start(
            TaskDefinition.shared(
                "greet",
                context -> Map.of("text", "Hello " + context.argument("who", String.class))));

    TaskRequest request = engine.send(Requests.execute("greet").argument("who", "world"));

    TaskReply.Succeeded reply = engine.awaitSuccess(request);
    assertThat(reply.result()).isEqualTo(new Json("{\"text\":\"Hello world\"}"));
    assertThat(reply.worker()).isEqualTo(worker.identity()).startsWith("worker-");
    await().until(() -> rig.broker.unacknowledged(rig.queue) == 0);
    assertThat(engine.ends(request.attempt())).hasSize(1);
  }

  @Test
  void answersNullForATaskThatReturnsNothing() {
    rig.start(TaskDefinition.shared("quiet", context -> null));

    TaskRequest request = engine.send(Requests.execute("quiet"));

    assertThat(engine.awaitSuccess(request).result()).isEqualTo(Json.NULL);
  }

  @Test
  void tellsARevertWhatIsToBeUndone() {
    Task task =
        new Task() {
          @Override
          public Object execute(TaskContext context) {
            return "unused";
          }

          @Override
          public Object revert(RevertContext context) {
            return List.of(
                context.result(String.class).orElse("none"),
                context.failed(),
                context.failure().map(Failure::message).orElse("none"),
                context.flowFailures().keySet());
          }
        };
    rig.start(TaskDefinition.shared("store", task));

    TaskRequest afterSuccess = engine.send(Requests.revert("store", "the result", null));
    TaskRequest afterFailure =
        engine.send(
            Requests.revert("store", null, Failure.of(FailureCode.TASK_FAILED, "disk full")));

    assertThat(engine.awaitSuccess(afterSuccess).result().text())
        .isEqualTo("[\"the result\",false,\"none\",[]]");
    assertThat(engine.awaitSuccess(afterFailure).result().text())
        .isEqualTo("[\"none\",true,\"disk full\",[\"other\"]]");
  }

  @Test
  void revertsToNothingUnlessOverridden() {
    rig.start(TaskDefinition.shared("plain", context -> "done"));

    TaskRequest request = engine.send(Requests.revert("plain", "done", null));

    assertThat(engine.awaitSuccess(request).result()).isEqualTo(Json.NULL);
  }

  @Test
  void tellsATaskWhereItIs() {
    rig.start(
        TaskDefinition.shared(
            "where",
            context ->
                List.of(
                    context.flow().value(),
                    context.flowName(),
                    context.task(),
                    context.round(),
                    context.attempt(),
                    context.executionKey(),
                    context.traceParent().orElse("none").substring(0, 3),
                    context.deadline().isPresent(),
                    context.has("a"),
                    context.has("b"))));

    TaskRequest request = engine.send(Requests.execute("where").argument("a", null));

    assertThat(engine.awaitSuccess(request).result().text())
        .isEqualTo(
            "[\"flow-1\",\"test-flow\",\"task-of-where\",2,3,"
                + "\"flow-1/task-of-where/execute/2\",\"00-\",false,true,false]");
  }

  @Test
  void makesAFreshInstanceForEachRequest() {
    AtomicInteger made = new AtomicInteger();
    rig.start(
        TaskDefinition.of(
            "count",
            () -> {
              int number = made.incrementAndGet();
              return context -> number;
            }));

    TaskRequest first = engine.send(Requests.execute("count"));
    TaskRequest second = engine.send(Requests.execute("count"));

    assertThat(
            List.of(
                engine.awaitSuccess(first).result().text(),
                engine.awaitSuccess(second).result().text()))
        .containsExactlyInAnyOrder("1", "2");
  }

  @Test
  void runsAsManyTasksAtOnceAsItHasSlots() {
    Gate gate = new Gate();
    Worker worker =
        rig.start(
            builder -> builder.slots(3).prefetch(5), TaskDefinition.shared("wait", gate.task()));

    List<TaskRequest> requests =
        List.of(
            engine.send(Requests.execute("wait")),
            engine.send(Requests.execute("wait")),
            engine.send(Requests.execute("wait")),
            engine.send(Requests.execute("wait")),
            engine.send(Requests.execute("wait")));

    await().until(() -> worker.status().waiting() == 2 && gate.entered() == 3);
    assertThat(worker.status().used()).isEqualTo(3);
    gate.open();
    requests.forEach(engine::awaitSuccess);
    assertThat(gate.entered()).isEqualTo(5);
  }

  @Test
  void rejectsATypeThatItDoesNotKnowAndSaysWhatItKnows() {
    rig.start(TaskDefinition.of("known", "2.1", () -> context -> null));

    TaskRequest unknownType = engine.send(Requests.execute("unknown"));
    TaskRequest newerMinor = engine.send(Requests.execute("known").version("2.2"));
    TaskRequest otherMajor = engine.send(Requests.execute("known").version("1.0"));
    TaskRequest olderMinor = engine.send(Requests.execute("known").version("2.0"));

    TaskReply.Rejected rejected = (TaskReply.Rejected) engine.awaitEnd(unknownType);
    assertThat(rejected.code()).isEqualTo(FailureCode.UNKNOWN_TASK_TYPE);
    assertThat(rejected.reason()).contains("'unknown'", "version 1.0", "known 2.1");
    assertThat(engine.awaitEnd(newerMinor)).isInstanceOf(TaskReply.Rejected.class);
    assertThat(engine.awaitEnd(otherMajor)).isInstanceOf(TaskReply.Rejected.class);
    assertThat(engine.awaitEnd(olderMinor)).isInstanceOf(TaskReply.Succeeded.class);
    await().until(() -> rig.broker.unacknowledged(rig.queue) == 0);
  }

  @Test
  void doesNotRunARequestThatHasExpired() {
    AtomicInteger runs = new AtomicInteger();
    rig.start(TaskDefinition.shared("run", context -> runs.incrementAndGet()));

    TaskRequest request =
        engine.send(Requests.execute("run").expiresAt(Instant.now().minusSeconds(1)));

    Failure failure = engine.awaitFailure(request);
    assertThat(failure.code()).isEqualTo(FailureCode.EXPIRED);
    assertThat(failure.message()).contains("was not run");
    assertThat(runs).hasValue(0);
  }

  @Test
  void w05ARequestThatExpiresWhileItWaitsIsNeverRun() {
    Gate gate = new Gate();
    AtomicReference<Instant> time = new AtomicReference<>(Instant.parse("2026-01-01T12:00:00Z"));
    Worker worker =
        rig.start(
            builder -> builder.prefetch(2).clock(time::get),
            TaskDefinition.shared("wait", gate.task()));
    TaskRequest first = engine.send(Requests.execute("wait"));
    TaskRequest second = engine.send(Requests.execute("wait").expiresAt(time.get().plusSeconds(1)));
    await().until(() -> worker.status().waiting() == 1);

    time.set(time.get().plusSeconds(2));
    gate.open();

    engine.awaitSuccess(first);
    assertThat(engine.awaitFailure(second).code()).isEqualTo(FailureCode.EXPIRED);
    assertThat(gate.entered()).isEqualTo(1);
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    assertThatThrownBy(() -> Worker.builder().start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a worker needs a transport");
    assertThatThrownBy(() -> rig.start(builder -> builder.slots(4).prefetch(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("prefetch must be from the number of slots (4) to 2000, but is 3");
    assertThatThrownBy(() -> rig.start(builder -> builder.poisonLimit(20)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("below the topology's delivery limit (20)");
    assertThat(Worker.builder().topic("a.b")).isNotNull();
    assertThatThrownBy(() -> Worker.builder().topic("a topic"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'a topic'");
  }
}
