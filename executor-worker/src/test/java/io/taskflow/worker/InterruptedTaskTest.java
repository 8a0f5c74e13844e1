package io.taskflow.worker;

import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.TaskRequest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Time limits and cancellation. */
class InterruptedTaskTest {

  private final WorkerRig rig = new WorkerRig();
  private final ScriptedEngine engine = rig.engine;
  private final Gate gate = new Gate();

  @AfterEach
  void close() {
    gate.open();
    rig.close();
  }

  @Test
  void takesTheLongestLimitThatTheProtocolAllows() {
    rig.start(TaskDefinition.shared("easy", context -> "done"));
    Duration longest = Duration.ofMillis(9_007_199_254_740_991L);

    engine.awaitSuccess(engine.send(Requests.execute("easy").startToClose(longest)));
    engine.awaitSuccess(engine.send(Requests.execute("easy").startToClose(longest)));
  }

  @Test
  void interruptsATaskThatRunsTooLong() {
    rig.start(TaskDefinition.shared("wait", gate.task()));

    TaskRequest request =
        engine.send(Requests.execute("wait").startToClose(Duration.ofMillis(100)));

    Failure failure = engine.awaitFailure(request);
    assertThat(failure.code()).isEqualTo(FailureCode.TIMED_OUT);
    assertThat(failure.message()).contains("ran longer than its limit of PT0.1S");
    assertThat(failure.causes().getFirst().type()).isEqualTo("java.lang.InterruptedException");
  }

  @Test
  void tellsATaskItsDeadline() {
    rig.start(TaskDefinition.shared("when", context -> context.deadline().isPresent()));

    TaskRequest request = engine.send(Requests.execute("when").startToClose(Duration.ofMinutes(1)));

    assertThat(engine.awaitSuccess(request).result().text()).isEqualTo("true");
  }

  @Test
  void answersForATaskThatIgnoresItsInterruptAndCountsItsSlotAsStuck() {
    Worker worker =
        rig.start(
            WorkerRig::impatient,
            TaskDefinition.shared(
                "deaf",
                context -> {
                  gate.passStubbornly();
                  return "too late";
                }));

    TaskRequest request =
        engine.send(Requests.execute("deaf").startToClose(Duration.ofMillis(100)));

    Failure failure = engine.awaitFailure(request);
    assertThat(failure.code()).isEqualTo(FailureCode.TIMED_OUT);
    assertThat(failure.message()).contains("still running");
    assertThat(worker.status().stuck()).isEqualTo(1);
    assertThat(worker.status().used()).isEqualTo(1);

    gate.open();

    await().until(() -> worker.status().used() == 0 && worker.status().stuck() == 0);
    assertThat(engine.replies(request).stream().filter(reply -> reply.ends())).hasSize(1);
  }

  @Test
  void leavesRequestsToOthersWhileAllSlotsAreStuck() {
    Worker stuck =
        rig.start(
            builder -> WorkerRig.impatient(builder).prefetch(3),
            TaskDefinition.shared(
                "deaf",
                context -> {
                  gate.passStubbornly();
                  return null;
                }),
            TaskDefinition.shared("easy", context -> "done"));
    engine.awaitFailure(engine.send(Requests.execute("deaf").startToClose(Duration.ofMillis(50))));
    await().until(() -> stuck.status().stuck() == 1);

    TaskRequest easy = engine.send(Requests.execute("easy"));
    Worker other = rig.start(TaskDefinition.shared("easy", context -> "done"));

    assertThat(engine.awaitSuccess(easy).worker()).isEqualTo(other.identity());
    other.close();
    gate.open();
    TaskRequest later = engine.send(Requests.execute("easy"));
    assertThat(engine.awaitSuccess(later).worker()).isEqualTo(stuck.identity());
  }

  @Test
  void cancelsATaskThatRuns() {
    AtomicBoolean sawIt = new AtomicBoolean();
    rig.start(
        TaskDefinition.shared(
            "wait",
            context -> {
              try {
                gate.pass();
              } finally {
                sawIt.set(context.cancelled());
              }
              return null;
            }));
    TaskRequest request = engine.send(Requests.execute("wait"));
    await().until(() -> gate.entered() == 1);

    engine.cancel(request, "the flow is reverted");

    Failure failure = engine.awaitFailure(request);
    assertThat(failure.code()).isEqualTo(FailureCode.CANCELLED);
    assertThat(failure.message()).contains("the flow is reverted");
    assertThat(sawIt).isTrue();
  }

  @Test
  void keepsTheResultOfATaskThatFinishesInSpiteOfItsCancellation() {
    rig.start(
        TaskDefinition.shared(
            "create",
            context -> {
              try {
                gate.pass();
              } catch (InterruptedException e) {
                return "machine-7 exists";
              }
              return null;
            }));
    TaskRequest request = engine.send(Requests.execute("create"));
    await().until(() -> gate.entered() == 1);

    engine.cancel(request, "not wanted");

    assertThat(engine.awaitSuccess(request).result().text()).isEqualTo("\"machine-7 exists\"");
  }

  @Test
  void dropsACancelledRequestThatWaits() {
    Worker worker =
        rig.start(builder -> builder.prefetch(2), TaskDefinition.shared("wait", gate.task()));
    TaskRequest running = engine.send(Requests.execute("wait"));
    TaskRequest waiting = engine.send(Requests.execute("wait"));
    await().until(() -> worker.status().waiting() == 1);

    engine.cancel(waiting, "changed my mind");

    Failure failure = engine.awaitFailure(waiting);
    assertThat(failure.code()).isEqualTo(FailureCode.CANCELLED);
    assertThat(failure.message()).contains("before it was run");
    gate.open();
    engine.awaitSuccess(running);
    assertThat(gate.entered()).isEqualTo(1);
  }

  @Test
  void remembersACancellationThatOvertakesItsRequest() {
    Worker worker = rig.start(TaskDefinition.shared("wait", gate.task()));
    TaskRequest running = engine.send(Requests.execute("wait"));
    await().until(() -> gate.entered() == 1);
    TaskRequest queued = engine.send(Requests.execute("wait"));
    assertThat(worker.status().waiting()).isZero();
    engine.cancel(queued, "changed my mind");
    // Orders are obeyed one after another: when the next is answered, that one is known.
    rig.awaitSettled();

    gate.open();

    engine.awaitSuccess(running);
    assertThat(engine.awaitFailure(queued).code()).isEqualTo(FailureCode.CANCELLED);
    assertThat(gate.entered()).isEqualTo(1);
  }
}
