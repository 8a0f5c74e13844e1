package io.taskflow.worker;

import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.TaskRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that come more than once. */
class RedeliveredRequestTest {

  private final WorkerRig rig = new WorkerRig();
  private final ScriptedEngine engine = rig.engine;
  private final Gate gate = new Gate();

  @AfterEach
  void close() {
    gate.open();
    rig.close();
  }

  @Test
  void runsARequestAgainWhenItsWorkerWasLost() {
    Worker lost = rig.start(TaskDefinition.shared("wait", gate.task()));
    TaskRequest request = engine.send(Requests.execute("wait"));
    await().until(() -> gate.entered() == 1);

    rig.kill(lost);
    Worker other = rig.start(TaskDefinition.shared("wait", context -> "again"));

    assertThat(engine.awaitSuccess(request).worker()).isEqualTo(other.identity());
  }

  @Test
  void failsARequestThatMustNotRunTwiceWhenItsWorkerWasLost() {
    Worker lost = rig.start(TaskDefinition.shared("wait", gate.task()));
    TaskRequest request = engine.send(Requests.execute("wait").failOnWorkerLoss());
    await().until(() -> gate.entered() == 1);

    rig.kill(lost);
    rig.start(TaskDefinition.shared("wait", gate.task()));

    Failure failure = engine.awaitFailure(request);
    assertThat(failure.code()).isEqualTo(FailureCode.WORKER_LOST);
    assertThat(failure.retryable()).isFalse();
    assertThat(gate.entered()).isEqualTo(1);
  }

  @Test
  void failsARequestThatKillsItsWorkers() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    TaskRequest request = engine.send(Requests.execute("deadly"));
    for (int death = 1; death <= 2; death++) {
      Worker doomed =
          rig.start(
              builder -> builder.poisonLimit(2), TaskDefinition.shared("deadly", gate.task()));
      int deaths = death;
      await().until(() -> gate.entered() == deaths);
      rig.kill(doomed);
    }

    rig.start(
        builder -> builder.poisonLimit(2).meterRegistry(meters),
        TaskDefinition.shared("deadly", gate.task()));

    Failure failure = engine.awaitFailure(request);
    assertThat(failure.code()).isEqualTo(FailureCode.POISON_REQUEST);
    assertThat(failure.message()).contains("2 earlier deliveries", "the limit is 2");
    assertThat(gate.entered()).isEqualTo(2);
    assertThat(meters.get(WorkerMetrics.REDELIVERED).counter().count()).isEqualTo(1);
    assertThat(
            meters.get(WorkerMetrics.ANSWERED).tag("outcome", "poison_request").counter().count())
        .isEqualTo(1);
  }

  @Test
  void doesNotRunARequestTwiceAtOnce() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Worker worker =
        rig.start(
            builder -> builder.slots(2).prefetch(4).meterRegistry(meters),
            TaskDefinition.shared("wait", gate.task()));
    TaskRequest request = engine.send(Requests.execute("wait"));
    await().until(() -> gate.entered() == 1);

    engine.send(request);
    await().until(() -> meters.get(WorkerMetrics.DUPLICATE).counter().count() == 1);
    gate.open();

    engine.awaitSuccess(request);
    await().until(() -> rig.broker.unacknowledged(rig.queue) == 0);
    assertThat(gate.entered()).isEqualTo(1);
    assertThat(worker.status().used()).isZero();
    assertThat(engine.ends(request.attempt())).hasSize(1);
  }

  @Test
  void w19ARequestThatIsDeliveredTwiceIsAnsweredTwiceAndRunOnce() {
    gate.open();
    rig.start(TaskDefinition.shared("wait", gate.task()));
    TaskRequest request = engine.send(Requests.execute("wait"));
    engine.awaitSuccess(request);

    engine.send(request);

    await().until(() -> engine.ends(request.attempt()).size() == 2);
    assertThat(engine.ends(request.attempt()).get(1))
        .isEqualTo(engine.ends(request.attempt()).get(0));
    assertThat(gate.entered()).isEqualTo(1);
    await().until(() -> rig.broker.unacknowledged(rig.queue) == 0);
  }

  @Test
  void finishesARunningTaskOverALostConnectionWithoutRunningItAgain() {
    Worker worker = rig.start(TaskDefinition.shared("wait", gate.task()));
    TaskRequest request = engine.send(Requests.execute("wait"));
    await().until(() -> gate.entered() == 1);

    rig.broker.disconnectAll();
    await().until(() -> rig.broker.unacknowledged(rig.queue) == 1);
    gate.open();

    engine.awaitSuccess(request);
    await().until(() -> rig.broker.unacknowledged(rig.queue) == 0);
    assertThat(gate.entered()).isEqualTo(1);
    await().until(() -> worker.status().unconfirmed() == 0);
  }

  @Test
  void forgetsWaitingRequestsWhenTheConnectionIsLost() {
    Worker worker =
        rig.start(builder -> builder.prefetch(3), TaskDefinition.shared("wait", gate.task()));
    TaskRequest running = engine.send(Requests.execute("wait"));
    TaskRequest waiting = engine.send(Requests.execute("wait"));
    await().until(() -> worker.status().waiting() == 1);

    rig.broker.stop();

    await().until(() -> worker.status().waiting() == 0);
    gate.open();
    await().until(() -> worker.status().used() == 0);
    rig.broker.start();
    engine.awaitSuccess(running);
    engine.awaitSuccess(waiting);
    assertThat(gate.entered()).isEqualTo(2);
  }
}
