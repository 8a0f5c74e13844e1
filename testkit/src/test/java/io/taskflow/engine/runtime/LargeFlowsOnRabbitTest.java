package io.taskflow.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.flow.Flow;
import io.taskflow.flow.FlowPart;
import io.taskflow.flow.Flows;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;
import io.taskflow.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Wide and long flows over quorum queues and SQLite at synchronous=FULL. */
@RequiresRabbit
@Timeout(300)
class LargeFlowsOnRabbitTest {

  private static final Duration LIMIT = Duration.ofSeconds(240);

  private final RabbitBroker rabbit;
  @TempDir private Path directory;

  LargeFlowsOnRabbitTest(RabbitBroker rabbit) {
    this.rabbit = rabbit;
  }

  @Test
  void aFanOutOfTenThousandTasksEnds() throws Exception {
    run(Flows.unordered("fan-out", tasks(10_000)).build());
  }

  @Test
  void aChainOfTwoThousandTasksEnds() throws Exception {
    run(Flows.linear("chain", tasks(2_000)).build());
  }

  private static FlowPart[] tasks(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Flows.task("t" + i, "one"))
        .toArray(FlowPart[]::new);
  }

  private void run(Flow flow) throws Exception {
    Installation installation =
        Installation.rabbitAndSqlite(rabbit, directory.resolve("journal.db"));
    try (Transport forWorker = installation.connect().apply("worker");
        Worker worker = installation.worker(forWorker, new TestTasks()).prefetch(256).start();
        Journal journal = installation.openJournal().get();
        Transport transport = installation.connect().apply("engine");
        Engine engine = installation.engine(transport, journal).start()) {
      long start = System.nanoTime();
      FlowResult result = engine.submit(flow, Map.of()).join(LIMIT);
      assertThat(result.status()).isEqualTo(FlowStatus.SUCCESS);
      System.out.printf(
          "%s: %,d tasks in %.1f s%n",
          flow.name(), flow.items().size(), (System.nanoTime() - start) / 1e9);
      assertThat(worker.status()).isNotNull();
    }
  }
}
