package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;
import io.taskflow.testkit.postgres.PrivatePostgres;
import io.taskflow.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several engines on one journal and broker share the partitions, and hand them over. */
@RequiresRabbit
class SharedPartitionsTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Flow FLOW = linear("f", task("a", "logged"), task("b", "logged")).build();

  private final TestTasks tasks = new TestTasks();

  private record Running(Engine engine, Journal journal, Transport transport)
      implements AutoCloseable {
    static Running start(Installation installation, String name) {
      Journal journal = installation.openJournal().get();
      Transport transport = installation.connect().apply(name);
      return new Running(
          Engine.builder()
              .name(name)
              .transport(transport)
              .topology(installation.topology())
              .journal(journal)
              .leaseFor(Duration.ofSeconds(6))
              .start(),
          journal,
          transport);
    }

    @Override
    public void close() {
      engine.close();
      transport.close();
      journal.close();
    }
  }

  @Test
  void twoEnginesShareThePartitionsAndOneTakesOverFromTheOther(RabbitBroker rabbit)
      throws Exception {
    try (PrivatePostgres postgres = PrivatePostgres.start()) {
      Installation installation = Installation.rabbitAndPostgres(rabbit, postgres.jdbcUrl());
      try (Transport forWorker = installation.connect().apply("worker");
          Worker worker =
              Worker.builder()
                  .transport(forWorker)
                  .topology(installation.topology())
                  .topic("default")
                  .tasks(tasks.registry())
                  .start();
          Running first = Running.start(installation, "first")) {
        await().atMost(LIMIT).until(() -> first.engine().health().partitions().size() == 8);
        List<FlowHandle> handles = new ArrayList<>();
        try (Running second = Running.start(installation, "second")) {
          await()
              .atMost(LIMIT)
              .until(
                  () -> {
                    Set<Integer> ofFirst = first.engine().health().partitions();
                    Set<Integer> ofSecond = second.engine().health().partitions();
                    return ofFirst.size() == 4
                        && ofSecond.size() == 4
                        && Collections.disjoint(ofFirst, ofSecond);
                  });
          handles.addAll(submit(first.engine(), "early"));
          handles.addAll(submit(second.engine(), "later"));
          for (FlowHandle handle : handles) {
            assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
          }
          handles.clear();
          for (FlowHandle left : submit(second.engine(), "left")) {
            handles.add(first.engine().find(left.id()).orElseThrow());
          }
        }
        await().atMost(LIMIT).until(() -> first.engine().health().partitions().size() == 8);
        for (FlowHandle handle : handles) {
          assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
        }
        assertThat(tasks.log).hasSize(3 * 2 * 40);
        assertThat(worker.status()).isNotNull();
      }
    }
  }

  /** Those with keys are spread over partitions, the others go together. */
  private static List<FlowHandle> submit(Engine engine, String key) {
    return IntStream.range(0, 40)
        .mapToObj(
            i -> i < 20 ? SubmitOptions.DEFAULTS : SubmitOptions.DEFAULTS.withKey(key + " " + i))
        .map(options -> engine.submit(FLOW, Map.of(), options))
        .toList();
  }
}
