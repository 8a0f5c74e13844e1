package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowPart;
import io.taskflow.protocol.OnWorkerLoss;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;
import io.taskflow.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker of short tasks takes more and more requests ahead while they come. */
@RequiresRabbit
class TakingAheadTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final int WAVES = 5;

  /** So few that none waits at the worker for so long that it would take fewer again. */
  private static final int AT_ONCE = 8;

  @Test
  void noRequestLooksAsIfItHadBeenBegunBeforeWhileMoreAreTaken(
      RabbitBroker rabbit, @TempDir Path directory) throws Exception {
    Installation installation =
        Installation.rabbitAndSqlite(rabbit, directory.resolve("journal.db"));
    Flow flow =
        linear(
                "f",
                IntStream.range(0, 20)
                    .mapToObj(i -> task("t" + i, "one").onWorkerLoss(OnWorkerLoss.FAIL))
                    .toArray(FlowPart[]::new))
            .build();
    try (Transport forEngine = installation.connect().apply("engine");
        Transport forWorker = installation.connect().apply("worker");
        Journal journal = installation.openJournal().get();
        Engine engine = installation.engine(forEngine, journal).start();
        Worker worker = installation.worker(forWorker, new TestTasks()).slots(1).start()) {
      await().atMost(LIMIT).until(() -> engine.workers().size() == 1);
      for (int i = 0; i < WAVES; i++) {
        runSome(engine, flow);
      }
      assertThat(prefetches(rabbit, installation.topology().tasksQueue("default")))
          .as("prefetch of the worker's consumptions: it has taken more ahead")
          .anyMatch(prefetch -> prefetch > 1)
          .as("they have replaced each other")
          .hasSizeLessThanOrEqualTo(3);
    }
  }

  private static List<Integer> prefetches(RabbitBroker rabbit, String queue) {
    return rabbit
        .ctl(
            "list_consumers",
            "--silent",
            "-p",
            rabbit.virtualHost(),
            "--no-table-headers",
            "queue_name",
            "prefetch_count")
        .lines()
        .map(line -> line.split("\t"))
        .filter(columns -> columns[0].equals(queue))
        .map(columns -> Integer.valueOf(columns[1].strip()))
        .toList();
  }

  private static void runSome(Engine engine, Flow flow) throws Exception {
    List<FlowHandle> handles = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      handles.add(engine.submit(flow, Map.of()));
    }
    for (FlowHandle handle : handles) {
      FlowResult result = handle.join(LIMIT);
      assertThat(result.status()).as("%s", result.failures()).isEqualTo(FlowStatus.SUCCESS);
    }
  }
}
