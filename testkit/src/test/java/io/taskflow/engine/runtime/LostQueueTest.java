package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.PartitionRow;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.flow.FlowPart;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.OnWorkerLoss;
import io.taskflow.protocol.transport.Declaration;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.testkit.broker.RabbitBroker;
import io.taskflow.testkit.junit.RequiresRabbit;
import io.taskflow.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody deletes a queue: what was in it is sent again, and the flows end. */
@RequiresRabbit
class LostQueueTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final RabbitBroker rabbit;
  private final TestTasks tasks = new TestTasks();
  private final List<AutoCloseable> open = new ArrayList<>();
  @TempDir private Path directory;
  private Installation installation;
  private Worker worker;
  private Journal journal;
  private Transport forEngine;
  private Engine engine;

  LostQueueTest(RabbitBroker rabbit) {
    this.rabbit = rabbit;
  }

  @BeforeEach
  void start() {
    installation = Installation.rabbitAndSqlite(rabbit, directory.resolve("journal.db"));
    startWorker();
    journal = closing(installation.openJournal().get());
    startEngine();
    await().atMost(LIMIT).until(() -> engine.workers().size() == 1);
  }

  private void startWorker() {
    Transport forWorker = closing(installation.connect().apply("worker"));
    worker =
        closing(
            Worker.builder()
                .transport(forWorker)
                .topology(installation.topology())
                .topic("default")
                .tasks(tasks.registry())
                .slots(1)
                .leaseAfter(Duration.ofSeconds(1))
                .lease(Duration.ofSeconds(1))
                .announceEvery(Duration.ofMillis(500))
                .start());
  }

  private void startEngine() {
    startEngine(Bounds.DEFAULTS.lostAfter());
  }

  private void startEngine(Duration lostAfter) {
    forEngine = closing(installation.connect().apply("engine"));
    engine =
        closing(
            Engine.builder()
                .transport(forEngine)
                .topology(installation.topology())
                .journal(journal)
                .lostAfter(lostAfter)
                .start());
  }

  private <T extends AutoCloseable> T closing(T closeable) {
    open.add(closeable);
    return closeable;
  }

  @AfterEach
  void stop() throws Exception {
    tasks.gate.countDown();
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }

  @Test
  void requestsThatWaitedInADeletedTaskQueueAreSentAgain() throws Exception {
    FlowHandle handle = submitMoreThanTheWorkerTakes();
    rabbit.deleteQueue(installation.topology().tasksQueue("default"));
    tasks.gate.countDown();
    assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
  }

  @Test
  void requestsAreSentAgainByAnEngineThatWasAwayWhenTheirQueueWasDeleted() throws Exception {
    FlowHandle handle = submitMoreThanTheWorkerTakes();
    awaitPublished();
    engine.close();
    forEngine.close();
    rabbit.deleteQueue(installation.topology().tasksQueue("default"));
    String inbox = installation.topology().inboxQueue(handle.id().partition(journal.partitions()));
    await("the worker tells the partition of it, though it has no owner")
        .atMost(LIMIT)
        .until(() -> rabbit.queueDepth(inbox) > 0);
    worker.close();

    startEngine();
    startWorker();
    tasks.gate.countDown();

    FlowHandle again = engine.find(handle.id()).orElseThrow();
    assertThat(again.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
  }

  @Test
  void requestsAreSentAgainWhenTheirQueueWasDeletedWhileNoWorkerWasThere() throws Exception {
    worker.close();
    FlowHandle handle = engine.submit(linear("f", task("a", "logged")).build(), Map.of());
    String queue = installation.topology().tasksQueue("default");
    await().atMost(LIMIT).until(() -> rabbit.queueDepth(queue) == 1);
    rabbit.deleteQueue(queue);

    startWorker();

    assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(tasks.log).containsExactly("+a");
  }

  /**
   * Waits until the journal knows that the broker has all that is due by now: until then an engine
   * that comes back sends it again anyway. Renewals of leases go on meanwhile.
   */
  private void awaitPublished() {
    Map<Integer, Long> due =
        journal.partitionRows().stream()
            .collect(Collectors.toMap(PartitionRow::partition, PartitionRow::lastPosition));
    await("the journal knows that the broker has all that was due")
        .atMost(LIMIT)
        .until(
            () ->
                journal.partitionRows().stream()
                    .allMatch(row -> row.published() >= due.get(row.partition())));
  }

  private FlowHandle submitMoreThanTheWorkerTakes() throws Exception {
    FlowPart[] parts =
        IntStream.range(0, 20).mapToObj(i -> task("t" + i, "waits")).toArray(FlowPart[]::new);
    FlowHandle handle = engine.submit(unordered("wide", parts).build(), Map.of());
    assertThat(tasks.reached.await(60, TimeUnit.SECONDS)).isTrue();
    String queue = installation.topology().tasksQueue("default");
    await().atMost(LIMIT).until(() -> rabbit.queueDepth(queue) > 0);
    return handle;
  }

  @Test
  void requestsThatWaitedInAPurgedQueueAreSentAgain() throws Exception {
    FlowHandle handle = submitMoreThanTheWorkerTakes();
    // Of a former owner: this one has heard of none of them.
    engine.close();
    forEngine.close();
    rabbit.purgeQueue(installation.topology().tasksQueue("default"));
    startEngine(Duration.ofSeconds(2));
    tasks.gate.countDown();
    FlowHandle again = engine.find(handle.id()).orElseThrow();
    assertThat(again.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
  }

  @Test
  void anAnswerInAPurgedInboxIsAskedForAgainAndTheTaskDoesNotRunTwice() throws Exception {
    FlowHandle handle =
        engine.submit(linear("f", task("a", "waits"), task("b", "logged")).build(), Map.of());
    purgeTheInboxWithTheAnswerOf(handle, "a");

    startEngine(Duration.ofSeconds(2));

    FlowHandle again = engine.find(handle.id()).orElseThrow();
    assertThat(again.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(tasks.log).containsExactly("+b");
  }

  @Test
  void whatMustNotRunTwiceFailsIfItsAnswerWasInAPurgedInbox() throws Exception {
    FlowHandle handle =
        engine.submit(
            linear("f", task("a", "logged"), task("b", "waits").onWorkerLoss(OnWorkerLoss.FAIL))
                .build(),
            Map.of());
    purgeTheInboxWithTheAnswerOf(handle, "b");

    startEngine(Duration.ofSeconds(2));

    FlowResult result = engine.find(handle.id()).orElseThrow().join(LIMIT);
    assertThat(result.status()).isEqualTo(FlowStatus.REVERTED);
    assertThat(result.failures().get("b").code()).isEqualTo(FailureCode.WORKER_LOST);
    assertThat(tasks.log).containsExactly("+a", "-a a [b]");
  }

  /** The task is one that waits. Nobody owns the partition then. */
  private void purgeTheInboxWithTheAnswerOf(FlowHandle handle, String task) throws Exception {
    assertThat(tasks.reached.await(60, TimeUnit.SECONDS)).isTrue();
    await("the worker is known to have begun")
        .atMost(LIMIT)
        .until(() -> handle.inspect().task(task).worker() != null);
    engine.close();
    forEngine.close();
    tasks.gate.countDown();
    await("the worker is done with it")
        .atMost(LIMIT)
        .until(() -> worker.status().used() == 0 && worker.status().unconfirmed() == 0);
    rabbit.purgeQueue(
        installation.topology().inboxQueue(handle.id().partition(journal.partitions())));
  }

  @Test
  void anInboxThatItsMakerDidNotBindIsBoundByTheNextOwner() throws Exception {
    FlowHandle handle = engine.submit(linear("f", task("a", "waits")).build(), Map.of());
    assertThat(tasks.reached.await(60, TimeUnit.SECONDS)).isTrue();
    engine.close();
    forEngine.close();
    int partition = handle.id().partition(journal.partitions());
    unbind(installation.topology().inbox(partition));
    tasks.gate.countDown();

    startEngine();

    FlowHandle again = engine.find(handle.id()).orElseThrow();
    assertThat(again.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
  }

  private void unbind(Declaration.Queue queue) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(rabbit.uri());
    try (Connection connection = factory.newConnection();
        Channel channel = connection.createChannel()) {
      for (Declaration.Binding binding : queue.bindings()) {
        channel.queueUnbind(queue.name(), binding.exchange(), binding.routingKey());
      }
    }
  }

  @Test
  void aDeletedInboxIsMadeAnewAndTheFlowGoesOn() throws Exception {
    FlowHandle handle =
        engine.submit(linear("f", task("a", "waits"), task("b", "logged")).build(), Map.of());
    assertThat(tasks.reached.await(60, TimeUnit.SECONDS)).isTrue();
    for (int partition = 0; partition < 8; partition++) {
      rabbit.deleteQueue(installation.topology().inboxQueue(partition));
    }
    tasks.gate.countDown();
    assertThat(handle.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(tasks.log).containsExactly("+b");
  }

  @Test
  void answersInAnInboxThatWasDeletedWhileNoEngineWasThereAreAskedForAgain() throws Exception {
    FlowHandle handle =
        engine.submit(linear("f", task("a", "waits"), task("b", "logged")).build(), Map.of());
    assertThat(tasks.reached.await(60, TimeUnit.SECONDS)).isTrue();
    await("the worker is known to have begun")
        .atMost(LIMIT)
        .until(() -> handle.inspect().task("a").worker() != null);
    awaitPublished();
    engine.close();
    forEngine.close();
    tasks.gate.countDown();
    String inbox = installation.topology().inboxQueue(handle.id().partition(journal.partitions()));
    await("the worker is done with it")
        .atMost(LIMIT)
        .until(() -> worker.status().used() == 0 && worker.status().unconfirmed() == 0);
    // What the engine had not acknowledged when it closed may lie there too.
    await("the answer is there").atMost(LIMIT).until(() -> rabbit.queueDepth(inbox) >= 1);
    rabbit.deleteQueue(inbox);

    startEngine();

    FlowHandle again = engine.find(handle.id()).orElseThrow();
    assertThat(again.join(LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(tasks.log).containsExactly("+b");
  }
}
