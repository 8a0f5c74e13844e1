package io.taskflow.worker;

import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.ControlMessage.DrainWorker;
import io.taskflow.protocol.ControlMessage.WorkerState;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.TaskReply.Leased;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a worker comes to rest. */
class DrainTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  private final WorkerRig rig = new WorkerRig();
  private final ScriptedEngine engine = rig.engine;
  private final Gate gate = new Gate();

  @AfterEach
  void close() {
    gate.open();
    rig.close();
  }

  @Test
  void stopsAtOnceIfNothingRuns() throws InterruptedException {
    Worker worker = rig.start(TaskDefinition.shared("wait", gate.task()));

    assertThat(worker.drain(LONG)).isTrue();

    assertThat(worker.status().state()).isEqualTo(WorkerState.STOPPED);
    assertThat(worker.stopped()).isCompletedWithValue(true);
  }

  @Test
  void finishesWhatRunsAndGivesBackWhatWaits() {
    Worker worker =
        rig.start(builder -> builder.prefetch(3), TaskDefinition.shared("wait", gate.task()));
    TaskRequest running = engine.send(Requests.execute("wait"));
    TaskRequest waiting = engine.send(Requests.execute("wait"));
    TaskRequest once = engine.send(Requests.execute("wait").failOnWorkerLoss());
    await().until(() -> worker.status().waiting() == 2);

    CompletableFuture<Boolean> drained = drain(worker, LONG);
    await().until(() -> rig.broker.queueLength(rig.queue) == 2);
    assertThat(worker.status().state()).isEqualTo(WorkerState.DRAINING);
    assertThat(drained).isNotDone();
    TaskRequest late = engine.send(Requests.execute("wait"));
    gate.open();

    assertThat(drained.join()).isTrue();
    assertThat(engine.awaitSuccess(running).worker()).isEqualTo(worker.identity());
    assertThat(gate.entered()).isEqualTo(1);
    Worker other = rig.start(TaskDefinition.shared("wait", context -> "elsewhere"));
    assertThat(engine.awaitSuccess(waiting).worker()).isEqualTo(other.identity());
    assertThat(engine.awaitSuccess(once).worker()).isEqualTo(other.identity());
    assertThat(engine.awaitSuccess(late).worker()).isEqualTo(other.identity());
  }

  @Test
  void givesBackUnderLoadWithoutMakingRequestsLookBegun() {
    List<TaskRequest> requests = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      requests.add(engine.send(Requests.execute("easy").failOnWorkerLoss()));
    }
    for (int generation = 0; generation < 10; generation++) {
      Worker worker =
          rig.start(
              builder -> builder.prefetch(8), TaskDefinition.shared("easy", context -> "done"));
      int answered = generation;
      await().until(() -> !engine.ends(requests.get(answered).attempt()).isEmpty());
      assertThat(drain(worker, LONG).join()).isTrue();
    }
    rig.start(TaskDefinition.shared("easy", context -> "done"));

    requests.forEach(engine::awaitSuccess);
  }

  @Test
  void givesBackWithTheSamePriority() {
    Worker worker =
        rig.start(builder -> builder.prefetch(3), TaskDefinition.shared("wait", gate.task()));
    engine.send(Requests.execute("wait"));
    engine.send(Requests.execute("wait"), 7);
    engine.send(Requests.execute("wait").failOnWorkerLoss(), 8);
    await().until(() -> worker.status().waiting() == 2);

    CompletableFuture<Boolean> drained = drain(worker, LONG);
    await().until(() -> rig.broker.queueLength(rig.queue) == 2);
    List<Integer> priorities = new CopyOnWriteArrayList<>();
    try (Transport reader = rig.broker.connect("reader")) {
      reader.consume(
          rig.queue, 2, delivery -> priorities.add(Objects.requireNonNull(delivery.priority())));
      await().until(() -> priorities.size() == 2);
    }

    assertThat(priorities).containsExactlyInAnyOrder(7, 8);
    gate.open();
    assertThat(drained.join()).isTrue();
  }

  @Test
  void interruptsAtTheDeadlineAndGivesBack() {
    Worker worker = rig.start(TaskDefinition.shared("wait", gate.task()));
    TaskRequest request = engine.send(Requests.execute("wait"));
    await().until(() -> gate.entered() == 1);

    assertThat(drain(worker, Duration.ofMillis(100)).join()).isFalse();

    assertThat(engine.ends(request.attempt())).isEmpty();
    Worker other = rig.start(TaskDefinition.shared("wait", context -> "elsewhere"));
    assertThat(engine.awaitSuccess(request).worker()).isEqualTo(other.identity());
  }

  @Test
  void failsWhatMustNotRunTwiceAtTheDeadline() {
    Worker worker = rig.start(TaskDefinition.shared("wait", gate.task()));
    TaskRequest request = engine.send(Requests.execute("wait").failOnWorkerLoss());
    await().until(() -> gate.entered() == 1);

    assertThat(drain(worker, Duration.ofMillis(100)).join()).isFalse();

    Failure failure = engine.awaitFailure(request);
    assertThat(failure.code()).isEqualTo(FailureCode.WORKER_LOST);
    assertThat(failure.retryable()).isFalse();
    await().until(() -> rig.broker.queueLength(rig.queue) == 0);
  }

  @Test
  void givesUpALeaseAtTheDeadline() {
    Worker worker =
        rig.start(
            builder -> builder.leaseAfter(Duration.ofMillis(50)),
            TaskDefinition.shared("wait", gate.task()));
    TaskRequest request = engine.send(Requests.execute("wait"));
    await().until(() -> worker.status().leased() == 1);

    assertThat(drain(worker, Duration.ofMillis(100)).join()).isFalse();

    await()
        .untilAsserted(
            () ->
                assertThat(engine.replies(request, Leased.class).getLast().lease())
                    .isLessThan(Duration.ofSeconds(1)));
    assertThat(engine.ends(request.attempt())).isEmpty();
  }

  @Test
  void doesNotWaitForCodeThatIgnoresItsInterrupt() {
    Worker worker =
        rig.start(
            WorkerRig::impatient,
            TaskDefinition.shared(
                "deaf",
                context -> {
                  gate.passStubbornly();
                  return null;
                }));
    TaskRequest request = engine.send(Requests.execute("deaf"));
    await().until(() -> gate.entered() == 1);

    worker.close();

    assertThat(worker.stopped()).isCompletedWithValue(false);
    Worker other = rig.start(TaskDefinition.shared("deaf", context -> "elsewhere"));
    assertThat(engine.awaitSuccess(request).worker()).isEqualTo(other.identity());
  }

  @Test
  void drainsWhenItIsToldToOverTheBroker() {
    Worker worker = rig.start(TaskDefinition.shared("wait", gate.task()));
    Worker other = rig.start(TaskDefinition.shared("wait", gate.task()));

    engine.tell(rig.topology.workerKey(worker.identity()), new DrainWorker(worker.identity()));

    assertThat(worker.stopped().orTimeout(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS).join())
        .isTrue();
    assertThat(other.status().state()).isEqualTo(WorkerState.RUNNING);
  }

  @Test
  void stopsWhenItsTransportIsClosedForGood() {
    Worker worker = rig.start(TaskDefinition.shared("wait", gate.task()));
    engine.send(Requests.execute("wait"));
    await().until(() -> gate.entered() == 1);

    rig.kill(worker);

    assertThat(worker.stopped().orTimeout(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS).join())
        .isFalse();
  }

  @Test
  void stopsAlthoughTheBrokerIsGone() {
    Worker worker = rig.start(TaskDefinition.shared("wait", gate.task()));
    rig.broker.stop();

    worker.close();

    assertThat(worker.stopped()).isCompleted();
  }

  private static CompletableFuture<Boolean> drain(Worker worker, Duration within) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return worker.drain(within);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
