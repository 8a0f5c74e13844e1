package io.taskflow.worker;

import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.TaskRequest;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a worker measures. */
class WorkerMetricsTest {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final WorkerRig rig = new WorkerRig();
  private final Gate gate = new Gate();

  @AfterEach
  void close() {
    gate.open();
    rig.close();
  }

  @Test
  void showsWhatIsInHand() {
    rig.start(
        builder -> builder.slots(2).prefetch(4).meterRegistry(meters).name("metered"),
        TaskDefinition.shared("wait", gate.task()));
    List<TaskRequest> requests =
        IntStream.range(0, 3).mapToObj(i -> rig.engine.send(Requests.execute("wait"))).toList();

    await().until(() -> gauge(WorkerMetrics.WAITING) == 1);
    assertThat(slots("used")).isEqualTo(2);
    assertThat(slots("free")).isEqualTo(0);
    assertThat(slots("stuck")).isEqualTo(0);
    assertThat(gauge(WorkerMetrics.LEASES)).isEqualTo(0);

    gate.open();
    requests.forEach(rig.engine::awaitSuccess);
    await().until(() -> slots("used") == 0 && gauge(WorkerMetrics.UNCONFIRMED) == 0);
    assertThat(
            meters
                .get(WorkerMetrics.ANSWERED)
                .tags("outcome", "succeeded", "action", "execute", "worker", "metered")
                .counter()
                .count())
        .isEqualTo(3);
    assertThat(
            meters
                .get(WorkerMetrics.RUN_TIME)
                .tags("task.type", "wait", "action", "execute")
                .timer()
                .count())
        .isEqualTo(3);
    assertThat(meters.get(WorkerMetrics.CONFIRM_TIME).timer().count()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void takesItsPresentBackWhenItStops() {
    Worker worker = rig.start(builder -> builder.meterRegistry(meters));
    assertThat(meters.find(WorkerMetrics.SLOTS).gauges()).hasSize(3);

    worker.close();

    assertThat(meters.find(WorkerMetrics.SLOTS).gauges()).isEmpty();
  }

  @Test
  void keepsTheNumberOfTaskTypesWithinBounds() {
    TaskRegistry.Builder registry = TaskRegistry.builder();
    int types = WorkerMetrics.MAX_TYPE_TAGS + 50;
    for (int i = 0; i < types; i++) {
      registry.addShared("type-" + i, context -> null);
    }
    WorkerMetrics metrics = new WorkerMetrics(meters, "w", registry.build());

    for (int i = 0; i < types; i++) {
      metrics.ran("type-" + i, Action.EXECUTE, Duration.ofMillis(1));
    }

    assertThat(meters.find(WorkerMetrics.RUN_TIME).timers())
        .hasSize(WorkerMetrics.MAX_TYPE_TAGS + 1);
    assertThat(meters.get(WorkerMetrics.RUN_TIME).tag("task.type", "other").timer().count())
        .isEqualTo(50);
  }

  @Test
  void everyMeterIsDocumented() throws IOException, IllegalAccessException {
    Path root = Path.of(System.getProperty("taskflow.project.root"));
    String page = Files.readString(root.resolve("docs/metrics.md"));
    List<String> names = new ArrayList<>();
    for (Field field : WorkerMetrics.class.getDeclaredFields()) {
      if (field.getType() == String.class
          && Modifier.isStatic(field.getModifiers())
          && !Modifier.isPrivate(field.getModifiers())) {
        names.add(String.valueOf(field.get(null)));
      }
    }

    assertThat(names)
        .hasSizeGreaterThan(10)
        .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
  }

  private double slots(String state) {
    return meters.get(WorkerMetrics.SLOTS).tag("state", state).gauge().value();
  }

  private double gauge(String name) {
    Meter meter = meters.get(name).meter();
    return meter.measure().iterator().next().getValue();
  }
}
