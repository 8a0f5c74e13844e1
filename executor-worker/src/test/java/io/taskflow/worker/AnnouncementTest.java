package io.taskflow.worker;

import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.ControlMessage.DrainWorker;
import io.taskflow.protocol.ControlMessage.TaskType;
import io.taskflow.protocol.ControlMessage.WhoIsThere;
import io.taskflow.protocol.ControlMessage.WorkerAnnouncement;
import io.taskflow.protocol.ControlMessage.WorkerState;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a worker says about itself. */
class AnnouncementTest {

  private static final Duration NEVER = Duration.ofHours(1);

  private final WorkerRig rig = new WorkerRig();
  private final ScriptedEngine engine = rig.engine;

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void announcesItselfWhenItStarts() {
    Worker worker =
        rig.start(
            builder ->
                builder
                    .slots(7)
                    .announceEvery(NEVER)
                    .leaseAfter(Duration.ofSeconds(90))
                    .lease(Duration.ofSeconds(30)),
            TaskDefinition.of("b", "2.1", () -> context -> null),
            TaskDefinition.shared("a", context -> null));

    await().until(() -> !engine.announcements().isEmpty());
    WorkerAnnouncement announcement = engine.announcements().getFirst();
    assertThat(announcement.worker()).isEqualTo(worker.identity());
    assertThat(announcement.topics()).containsExactly("default");
    assertThat(announcement.taskTypes())
        .containsExactly(new TaskType("a", "1.0"), new TaskType("b", "2.1"));
    assertThat(announcement.slots()).isEqualTo(7);
    assertThat(announcement.busy()).isZero();
    assertThat(announcement.state()).isEqualTo(WorkerState.RUNNING);
    assertThat(announcement.host()).isNotBlank();
    assertThat(announcement.intervalMillis()).isEqualTo(NEVER.toMillis());
    assertThat(announcement.unheardMillis()).isEqualTo(120_000);
  }

  @Test
  void announcesItselfAgainAndAgain() {
    rig.start(builder -> builder.announceEvery(Duration.ofMillis(50)));

    await().until(() -> engine.announcements().size() >= 3);
  }

  @Test
  void announcesItselfWhenAskedWithWhatItDoes() {
    Gate gate = new Gate();
    rig.start(builder -> builder.announceEvery(NEVER), TaskDefinition.shared("wait", gate.task()));
    await().until(() -> engine.announcements().size() == 1);
    var request = engine.send(Requests.execute("wait"));
    await().until(() -> gate.entered() == 1);

    engine.tell(rig.topology.allWorkersKey(), new WhoIsThere("engine"));

    await().until(() -> engine.announcements().size() == 2);
    assertThat(engine.announcements().getLast().busy()).isEqualTo(1);
    gate.open();
    engine.awaitSuccess(request);
  }

  @Test
  void saysGoodbye() {
    Gate gate = new Gate();
    Worker worker =
        rig.start(
            builder -> builder.announceEvery(NEVER), TaskDefinition.shared("wait", gate.task()));
    engine.send(Requests.execute("wait"));
    await().until(() -> gate.entered() == 1);
    awaitStates(WorkerState.RUNNING);

    engine.tell(rig.topology.workerKey(worker.identity()), new DrainWorker(worker.identity()));
    // What follows while an announcement is on its way is told together: the task holds it up.
    awaitStates(WorkerState.RUNNING, WorkerState.DRAINING);
    gate.open();

    awaitStates(WorkerState.RUNNING, WorkerState.DRAINING, WorkerState.STOPPED);
  }

  private void awaitStates(WorkerState... states) {
    await()
        .untilAsserted(
            () ->
                assertThat(engine.announcements())
                    .extracting(WorkerAnnouncement::state)
                    .containsExactly(states));
  }
}
