package io.taskflow.worker;

import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskReply.Leased;
import io.taskflow.protocol.TaskReply.Progressed;
import io.taskflow.protocol.TaskReply.Started;
import io.taskflow.protocol.TaskRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a worker says while a task runs, and how it keeps long ones. */
class LongTaskTest {

  private final WorkerRig rig = new WorkerRig();
  private final ScriptedEngine engine = rig.engine;
  private final Gate gate = new Gate();

  @AfterEach
  void close() {
    gate.open();
    rig.close();
  }

  @Test
  void saysStartedOnlyOfATaskThatRunsForAWhile() {
    Worker patient =
        rig.start(
            builder -> builder.startedAfter(Duration.ofHours(1)),
            TaskDefinition.shared("short", context -> null));
    TaskRequest shortOne = engine.send(Requests.execute("short"));
    engine.awaitSuccess(shortOne);
    patient.close();
    rig.start(
        builder -> builder.startedAfter(Duration.ofMillis(50)),
        TaskDefinition.shared("wait", gate.task()));
    TaskRequest longOne = engine.send(Requests.execute("wait"));

    engine.await1(longOne, Started.class);
    assertThat(engine.replies(shortOne, Started.class)).isEmpty();
    gate.open();
    engine.awaitSuccess(longOne);
  }

  @Test
  void sendsProgressWithItsDetails() {
    rig.start(
        TaskDefinition.shared(
            "copy",
            context -> {
              context.progress(0.5, Map.of("file", "a.txt"));
              return null;
            }));

    TaskRequest request = engine.send(Requests.execute("copy"));

    Progressed progress = engine.await1(request, Progressed.class);
    assertThat(progress.progress()).isEqualTo(0.5);
    assertThat(progress.details()).isEqualTo(new Json("{\"file\":\"a.txt\"}"));
  }

  @Test
  void w23ProgressThatComesQuicklyIsMergedAndTheLastIsSentBeforeTheAnswer() {
    int steps = 10_000;
    rig.start(
        builder -> builder.progressInterval(Duration.ofSeconds(5)),
        TaskDefinition.shared(
            "count",
            context -> {
              for (int i = 1; i <= steps; i++) {
                context.progress((double) i / steps);
              }
              return null;
            }));

    TaskRequest request = engine.send(Requests.execute("count"));

    engine.awaitSuccess(request);
    List<Progressed> progress = engine.replies(request, Progressed.class);
    assertThat(progress).hasSizeBetween(1, 10);
    assertThat(progress.getLast().progress()).isEqualTo(1.0);
    assertThat(progress).extracting(Progressed::sequence).isSorted().doesNotHaveDuplicates();
    assertThat(engine.replies(request).getLast().ends()).isTrue();
  }

  @Test
  void bringsProgressIntoItsRange() {
    rig.start(
        TaskDefinition.shared(
            "odd",
            context -> {
              context.progress(context.argument("value", Double.class));
              return null;
            }),
        TaskDefinition.shared(
            "nan",
            context -> {
              context.progress(Double.NaN);
              return null;
            }));

    TaskRequest above = engine.send(Requests.execute("odd").argument("value", 17.0));
    TaskRequest below = engine.send(Requests.execute("odd").argument("value", -1.0));
    TaskRequest nan = engine.send(Requests.execute("nan"));

    assertThat(engine.await1(above, Progressed.class).progress()).isEqualTo(1.0);
    assertThat(engine.await1(below, Progressed.class).progress()).isEqualTo(0.0);
    assertThat(engine.await1(nan, Progressed.class).progress()).isEqualTo(0.0);
  }

  @Test
  void ignoresWhatIsSaidAfterTheEnd() {
    List<TaskContext> kept = new CopyOnWriteArrayList<>();
    rig.start(TaskDefinition.shared("keep", kept::add));
    TaskRequest first = engine.send(Requests.execute("keep"));
    engine.awaitSuccess(first);

    kept.getFirst().progress(0.7);
    TaskRequest second = engine.send(Requests.execute("keep"));
    engine.awaitSuccess(second);

    assertThat(engine.replies(first, Progressed.class)).isEmpty();
  }

  @Test
  void handsALongTaskOverToALease() {
    rig.start(
        builder -> builder.leaseAfter(Duration.ofMillis(100)).lease(Duration.ofMillis(600)),
        TaskDefinition.shared("wait", gate.task()));
    TaskRequest request = engine.send(Requests.execute("wait"));

    Leased leased = engine.await1(request, Leased.class);
    assertThat(leased.lease()).isEqualTo(Duration.ofMillis(600));
    await().until(() -> rig.broker.unacknowledged(rig.queue) == 0);
    await().until(() -> engine.replies(request, Leased.class).size() >= 3);
    assertThat(engine.ends(request.attempt())).isEmpty();
    gate.open();

    engine.awaitSuccess(request);
    assertThat(gate.entered()).isEqualTo(1);
  }

  @Test
  void leasesForAsLongAsTheRequestSays() {
    rig.start(
        builder -> builder.leaseAfter(Duration.ofMillis(50)),
        TaskDefinition.shared("wait", gate.task()));

    TaskRequest request = engine.send(Requests.execute("wait").heartbeat(Duration.ofSeconds(7)));

    assertThat(engine.await1(request, Leased.class).lease()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void leavesRequestsToOthersWhileAllSlotsAreLeased() {
    Worker busy =
        rig.start(
            builder -> builder.leaseAfter(Duration.ofMillis(50)),
            TaskDefinition.shared("wait", gate.task()));
    TaskRequest longOne = engine.send(Requests.execute("wait"));
    await().until(() -> busy.status().leased() == 1);
    TaskRequest next = engine.send(Requests.execute("wait").failOnWorkerLoss());

    Worker other = rig.start(TaskDefinition.shared("wait", context -> "done"));

    assertThat(engine.awaitSuccess(next).worker()).isEqualTo(other.identity());
    assertThat(engine.ends(longOne.attempt())).isEmpty();
    gate.open();
    assertThat(engine.awaitSuccess(longOne).worker()).isEqualTo(busy.identity());
    other.close();
    TaskRequest later = engine.send(Requests.execute("wait"));
    assertThat(engine.awaitSuccess(later).worker()).isEqualTo(busy.identity());
  }
}
