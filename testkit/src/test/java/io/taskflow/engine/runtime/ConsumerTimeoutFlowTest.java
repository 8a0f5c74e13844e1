package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.protocol.amqp.AmqpSettings;
import io.taskflow.protocol.amqp.AmqpTransport;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.testkit.broker.RabbitNode;
import io.taskflow.testkit.junit.NodeSettings;
import io.taskflow.testkit.junit.RequiresRabbit;
import io.taskflow.worker.TaskRegistry;
import io.taskflow.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The broker takes a worker's consumer away while a task runs, since it holds its request for too
 * long; the queue is still there.
 */
@RequiresRabbit
class ConsumerTimeoutFlowTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final long TIMEOUT_MILLIS = 3000;

  private static RabbitNode node;

  @TempDir private Path directory;
  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicInteger runs = new AtomicInteger();
  private final AtomicInteger after = new AtomicInteger();

  @BeforeAll
  static void useNode(@NodeSettings(consumerTimeoutMillis = TIMEOUT_MILLIS) RabbitNode own) {
    node = own;
  }

  @Test
  void aTaskOfSeveralTimesTheTimeoutRunsOnceAndItsConsumerStaysWhenItHasALease() throws Exception {
    Installation installation = Installation.rabbitAndSqlite(node, directory.resolve("journal.db"));
    try (AmqpTransport forWorker =
            AmqpTransport.connect(
                AmqpSettings.builder().uri(node.uri()).connectionName("worker").build());
        Worker worker = startWorker(installation, forWorker, Duration.ofMillis(500));
        Journal journal = installation.openJournal().get();
        Transport forEngine = installation.connect().apply("engine");
        Engine engine =
            Engine.builder()
                .transport(forEngine)
                .topology(installation.topology())
                .journal(journal)
                .start()) {
      FlowHandle handle = engine.submit(linear("f", task("held", "held")).build(), Map.of());
      await().atMost(LIMIT).until(() -> worker.status().leased() == 1);
      // The test lets time pass on purpose: three times that which the broker allows.
      await()
          .pollDelay(Duration.ofMillis(3 * TIMEOUT_MILLIS))
          .atMost(LIMIT)
          .until(() -> worker.status().leased() == 1);
      gate.countDown();

      assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
      assertThat(runs).hasValue(1);
      assertThat(handle.inspect().task("held").attempts()).isEqualTo(1);
      assertThat(forWorker.statistics().consumerRestarts()).isZero();
    } finally {
      gate.countDown();
    }
  }

  @Test
  void theResultOfTheTaskInHandArrivesOnce() throws Exception {
    Installation installation = Installation.rabbitAndSqlite(node, directory.resolve("journal.db"));
    try (AmqpTransport forWorker =
            AmqpTransport.connect(
                AmqpSettings.builder().uri(node.uri()).connectionName("worker").build());
        Worker worker = startWorker(installation, forWorker, Duration.ofMinutes(5));
        Journal journal = installation.openJournal().get();
        Transport forEngine = installation.connect().apply("engine");
        Engine engine =
            Engine.builder()
                .transport(forEngine)
                .topology(installation.topology())
                .journal(journal)
                .start()) {
      FlowHandle handle =
          engine.submit(
              linear("f", task("held", "held").provides("x"), task("after", "after").requires("x"))
                  .build(),
              Map.of());

      await().atMost(LIMIT).until(() -> forWorker.statistics().consumerRestarts() >= 1);
      await("the request comes again")
          .atMost(LIMIT)
          .until(() -> node.queueDepth(installation.topology().tasksQueue("default")) == 0);
      assertThat(worker.status().used()).isEqualTo(1);
      gate.countDown();

      FlowResult result = handle.join(LIMIT);
      assertThat(result.status()).isEqualTo(FlowStatus.SUCCESS);
      assertThat(result.value("x", Integer.class)).isEqualTo(1);
      assertThat(runs).hasValue(1);
      assertThat(after).hasValue(1);
      assertThat(handle.inspect().task("held").attempts()).isEqualTo(1);
      // The redelivered request is settled, too, and nothing is left for anybody.
      await().atMost(LIMIT).until(() -> worker.status().unconfirmed() == 0);
      long restarts = forWorker.statistics().consumerRestarts();
      engine.submit(linear("g", task("after", "after")).build(), Map.of("x", 1)).join(LIMIT);
      assertThat(runs).hasValue(1);
      assertThat(forWorker.statistics().consumerRestarts()).isEqualTo(restarts);
    } finally {
      gate.countDown();
    }
  }

  private Worker startWorker(Installation installation, Transport transport, Duration leaseAfter) {
    return Worker.builder()
        .transport(transport)
        .topology(installation.topology())
        .topic("default")
        .tasks(
            TaskRegistry.builder()
                .addShared(
                    "held",
                    context -> {
                      int run = runs.incrementAndGet();
                      gate.await();
                      return run;
                    })
                .addShared("after", context -> after.incrementAndGet())
                .build())
        .slots(2)
        .leaseAfter(leaseAfter)
        .lease(Duration.ofSeconds(20))
        .start();
  }
}
