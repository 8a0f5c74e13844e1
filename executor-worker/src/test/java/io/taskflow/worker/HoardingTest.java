package io.taskflow.worker;

import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskflow.protocol.TaskRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A worker that can run little for long leaves the rest to its neighbours. */
class HoardingTest {

  private static final int SLOTS = 4;

  private final WorkerRig rig = new WorkerRig();
  private final ScriptedEngine engine = rig.engine;
  private final Gate longGate = new Gate();
  private final Gate gate = new Gate();

  @AfterEach
  void close() {
    longGate.open();
    gate.open();
    rig.close();
  }

  @Test
  void takesNoMoreThanItsOtherSlotsRunWhileSomeAreStuck() {
    Worker busy =
        rig.start(
            builder -> WorkerRig.impatient(builder).slots(SLOTS),
            TaskDefinition.shared("stubborn", context -> stubborn()),
            TaskDefinition.shared("wait", gate.task()),
            TaskDefinition.shared("easy", context -> "done"));
    for (int i = 1; i < SLOTS; i++) {
      TaskRequest request = engine.send(Requests.execute("stubborn"));
      int running = i;
      await().until(() -> longGate.entered() == running);
      engine.cancel(request, "a test");
      engine.awaitFailure(request);
    }
    await().until(() -> busy.status().stuck() == SLOTS - 1);

    assertThatOthersRunWhatItCannot(busy);
  }

  @Test
  void takesNoMoreThanItsOtherSlotsRunWhileSomeAreLeased() {
    Worker busy =
        rig.start(
            builder -> builder.slots(SLOTS).leaseAfter(Duration.ofSeconds(3)),
            TaskDefinition.shared("long", longGate.task()),
            TaskDefinition.shared("wait", gate.task()),
            TaskDefinition.shared("easy", context -> "done"));
    for (int i = 1; i < SLOTS; i++) {
      engine.send(Requests.execute("long"));
    }
    await().until(() -> busy.status().leased() == SLOTS - 1);

    assertThatOthersRunWhatItCannot(busy);
  }

  /** The worker has one slot that ends before long; it may take what that runs, and no more. */
  private void assertThatOthersRunWhatItCannot(Worker busy) {
    // It says so before it has begun to take less.
    rig.awaitSettled();
    TaskRequest last = engine.send(Requests.execute("wait"));
    await().until(() -> gate.entered() == 1);
    List<TaskRequest> more = new ArrayList<>();
    for (int i = 0; i < SLOTS; i++) {
      more.add(engine.send(Requests.execute("easy").failOnWorkerLoss()));
    }
    await().until(() -> rig.broker.unacknowledged(rig.queue) <= 1);
    assertThat(rig.broker.queueLength(rig.queue)).isEqualTo(SLOTS);

    Worker idle = rig.start(TaskDefinition.shared("easy", context -> "done"));
    for (TaskRequest request : more) {
      assertThat(engine.awaitSuccess(request).worker()).isEqualTo(idle.identity());
    }

    idle.close();
    gate.open();
    longGate.open();
    engine.awaitSuccess(last);
    // With all its slots it takes as much as before.
    await().until(() -> busy.status().used() == 0);
    assertThat(engine.awaitSuccess(engine.send(Requests.execute("easy"))).worker())
        .isEqualTo(busy.identity());
  }

  @Test
  void givesBackWhatHasWaitedForLong() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Semaphore turns = new Semaphore(0);
    rig.start(
        builder -> builder.prefetch(40).leaseAfter(Duration.ofSeconds(1)).meterRegistry(meters),
        TaskDefinition.shared(
            "turn",
            context -> {
              turns.acquire();
              return "done";
            }));
    List<TaskRequest> requests = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      requests.add(engine.send(Requests.execute("turn").failOnWorkerLoss()));
    }

    // None runs so long that it is leased, but the last ones would wait for long.
    await()
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              turns.release();
              return meters.get(WorkerMetrics.GIVEN_BACK).counter().count() > 0;
            });

    turns.release(requests.size());
    requests.forEach(engine::awaitSuccess);
  }

  private Object stubborn() {
    longGate.passStubbornly();
    return "late";
  }
}
