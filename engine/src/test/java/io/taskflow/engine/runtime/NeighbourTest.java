package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.Transport;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Engines that share flows, of which one is away, stands still, or asks the other for something.
 */
class NeighbourTest {

  private static final Flow FLOW = linear("f", task("a", "t"), task("b", "t")).build();

  private final EngineRig rig = new EngineRig();
  private final CountDownLatch thaw = new CountDownLatch(1);

  @AfterEach
  void stop() throws Exception {
    thaw.countDown();
    rig.close();
  }

  private long epoch() {
    return rig.journal.partitionRows().getFirst().epoch();
  }

  private static int owned(Engine engine) {
    return engine.health().partitions().size();
  }

  /** A journal whose calls, while this is so, return only after the thaw. */
  private Journal hangingWhile(AtomicBoolean frozen) {
    return DisturbedJournal.of(
        rig.journal,
        (method, arguments, call) -> {
          if (frozen.get()) {
            thaw.await();
          }
          return call.proceed();
        });
  }

  /** A journal that is not available while this is so. */
  private Journal awayWhile(AtomicBoolean away) {
    return DisturbedJournal.of(
        rig.journal,
        (method, arguments, call) -> {
          if (away.get()) {
            throw DisturbedJournal.away();
          }
          return call.proceed();
        });
  }

  private static void awaitStatus(FlowHandle handle, FlowStatus status) {
    await().atMost(EngineRig.LIMIT).until(() -> handle.status() == status);
  }

  @Test
  void aSignalIsCarriedOutByTheEngineThatHasTheFlow() throws Exception {
    Engine owner = rig.owner("a", rig.journal);
    Engine other = rig.engine("b", rig.journal);
    FlowHandle handle = other.find(owner.submit(FLOW, Map.of()).id()).orElseThrow();
    TaskRequest first = rig.worker.request();
    handle.suspend("me");
    awaitStatus(handle, FlowStatus.SUSPENDING);
    rig.worker.succeed(first, Json.NULL);
    awaitStatus(handle, FlowStatus.SUSPENDED);
    handle.resume("me");
    awaitStatus(handle, FlowStatus.RUNNING);
    TaskRequest second = rig.worker.request();
    handle.revert("me");
    rig.worker.fail(second);
    for (String task : new String[] {"b", "a"}) {
      TaskRequest revert = rig.worker.request();
      assertThat(revert.attempt().action()).isEqualTo(Action.REVERT);
      assertThat(revert.attempt().task()).isEqualTo(task);
      rig.worker.succeed(revert, Json.NULL);
    }
    assertThat(handle.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.REVERTED);
    handle.reset("me");
    assertThat(rig.worker.request().attempt().task()).isEqualTo("a");
    assertThat(other.health().partitions()).isEmpty();
  }

  @Test
  void anEngineThatStandsStillIsReplacedAndDoesNoHarmWhenItGoesOn() throws Exception {
    AtomicBoolean frozen = new AtomicBoolean();
    Journal freezing = hangingWhile(frozen);
    Engine first = rig.owner("a", freezing, EngineRig.SHORT_LEASE);
    FlowHandle handle = first.submit(FLOW, Map.of());
    TaskRequest request = rig.worker.request();
    frozen.set(true);
    // Until it has asked who lives it does not know that there is nothing for it to do.
    CountDownLatch mayAsk = new CountDownLatch(1);
    Journal waiting =
        DisturbedJournal.of(
            rig.journal,
            (method, arguments, call) -> {
              if (method.equals("heartbeat")) {
                mayAsk.await();
              }
              return call.proceed();
            });
    Engine second = rig.engine("b", waiting);
    assertThat(second.health().ready()).isFalse();
    mayAsk.countDown();
    EngineRig.awaitOwning(second);
    assertThat(second.health().ready()).isTrue();
    FlowHandle taken = second.find(handle.id()).orElseThrow();
    // Both take answers from the inbox now; the one that is not the owner must give them back.
    rig.worker.succeed(request, Json.of(1));
    thaw.countDown();
    rig.worker.succeed(requestOtherThan("a"), Json.of(2));
    assertThat(taken.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(rig.count(EngineMetrics.ENGINE_FAULTS)).isZero();
    await().atMost(EngineRig.LIMIT).until(() -> rig.count(EngineMetrics.PARTITION_LOST) >= 1);
    // The one that has lost it says so before its loop has ended.
    await().atMost(EngineRig.LIMIT).until(() -> owned(first) + owned(second) <= 1);
  }

  @Test
  void anEngineWhoseJournalNeverAnswersIsReplacedWithoutEverComingBack() throws Exception {
    AtomicBoolean hangs = new AtomicBoolean();
    Journal hanging = hangingWhile(hangs);
    Engine first = rig.owner("a", hanging, EngineRig.SHORT_LEASE);
    FlowHandle handle = first.submit(FLOW, Map.of());
    TaskRequest request = rig.worker.request();
    hangs.set(true);
    await().atMost(EngineRig.LIMIT).until(() -> owned(first) == 0);
    assertThat(rig.count(EngineMetrics.PARTITION_LOST)).isPositive();

    Engine second = rig.owner("b", rig.journal);
    rig.worker.succeed(request, Json.NULL);
    rig.worker.succeed(requestOtherThan("a"), Json.NULL);

    FlowHandle taken = second.find(handle.id()).orElseThrow();
    assertThat(taken.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
  }

  @Test
  void anEngineThatIsCutOffFromTheBrokerGivesItsPartitionsToOneThatIsNot() throws Exception {
    AtomicBoolean cutOff = new AtomicBoolean();
    Transport transport = rig.connect("a");
    Transport cut =
        (Transport)
            Proxy.newProxyInstance(
                Transport.class.getClassLoader(),
                new Class<?>[] {Transport.class},
                (proxy, method, arguments) ->
                    method.getName().equals("state") && cutOff.get()
                        ? LinkState.DOWN
                        : method.invoke(transport, arguments));
    Engine first = rig.engine("a", rig.journal, EngineRig.LONG_LEASE, cut);
    EngineRig.awaitOwning(first);
    FlowHandle handle = first.submit(FLOW, Map.of());
    TaskRequest request = rig.worker.request();

    cutOff.set(true);
    Engine second = rig.engine("b", rig.journal);

    EngineRig.awaitOwning(second);
    assertThat(first.health().ready()).isFalse();
    rig.worker.succeed(request, Json.of(1));
    rig.worker.succeed(requestOtherThan("a"), Json.of(2));
    assertThat(second.find(handle.id()).orElseThrow().join(EngineRig.LIMIT).status())
        .isEqualTo(FlowStatus.SUCCESS);
    assertThat(rig.count(EngineMetrics.PARTITION_LOST)).isZero();

    cutOff.set(false);
    EngineRig.awaitOwning(first);
  }

  @Test
  void anEngineThatIsCutOffFromTheBrokerKeepsItsPartitionsIfThereIsNoOther() {
    AtomicInteger elections = new AtomicInteger();
    Journal counting =
        DisturbedJournal.of(
            rig.journal,
            (method, arguments, call) -> {
              if (method.equals("heartbeat")) {
                elections.incrementAndGet();
              }
              return call.proceed();
            });
    Engine engine = rig.owner("a", counting);
    rig.broker.stop();
    int before = elections.get();
    await().atMost(EngineRig.LIMIT).until(() -> elections.get() >= before + 4);
    assertThat(engine.health().partitions()).containsExactly(0);
  }

  @Test
  void anOutageThatIsLongerThanTheLeaseIsNoFaultAndTheFlowGoesOn() throws Exception {
    AtomicBoolean away = new AtomicBoolean();
    Journal outages = awayWhile(away);
    Engine engine = rig.owner("a", outages, EngineRig.SHORT_LEASE);
    FlowHandle handle = engine.submit(FLOW, Map.of());
    TaskRequest request = rig.worker.request();
    away.set(true);
    rig.worker.succeed(request, Json.NULL);
    await().atMost(EngineRig.LIMIT).until(() -> engine.health().partitions().isEmpty());
    assertThat(engine.health().ready()).isFalse();
    away.set(false);
    rig.worker.succeed(requestOtherThan("a"), Json.NULL);
    assertThat(handle.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    await().atMost(EngineRig.LIMIT).until(() -> engine.health().ready());
    assertThat(rig.count(EngineMetrics.ENGINE_FAULTS)).isZero();
    // Each loss is counted once, however many there were on a busy machine.
    assertThat(rig.count(EngineMetrics.PARTITION_LOST)).isPositive();
    await()
        .atMost(EngineRig.LIMIT)
        .until(() -> rig.count(EngineMetrics.PARTITION_LOST) == epoch() - 1);
  }

  @Test
  void whileTheBrokerIsBlockedFlowsAreStoredAndStartedLater() throws Exception {
    Engine engine = rig.owner("a", rig.journal);
    rig.broker.block("as the test wants");
    Flow large =
        unordered("large")
            .addAll(
                IntStream.rangeClosed(0, Outbox.MAX_UNCONFIRMED)
                    .mapToObj(i -> task("t" + i, "t"))
                    .toList())
            .build();
    engine.submit(large, Map.of());
    // A request and an announcement of each task.
    await().atMost(EngineRig.LIMIT).until(() -> rig.pending(engine) > 2 * Outbox.MAX_UNCONFIRMED);
    int pending = rig.pending(engine);
    FlowHandle later = null;
    for (int i = 0; i < 100; i++) {
      later = engine.submit(FLOW, Map.of());
    }
    assertThat(later.status()).isEqualTo(FlowStatus.PENDING);
    assertThat(rig.pending(engine)).isLessThan(pending + 20);
    rig.broker.unblock();
    awaitStatus(later, FlowStatus.RUNNING);
  }

  @Test
  void aPlannedStopLeavesNothingToBeSentAgain() throws Exception {
    Engine first = rig.owner("a", rig.journal);
    FlowHandle handle = first.submit(FLOW, Map.of());
    TaskRequest request = rig.worker.request();
    // How long an engine that stops waits for the broker is not what this is about.
    await().atMost(EngineRig.LIMIT).until(() -> rig.pending(first) == 0);
    first.close();
    assertThat(rig.journal.partitionRows().getFirst())
        .satisfies(row -> assertThat(row.published()).isEqualTo(row.lastPosition()));
    rig.owner("b", rig.journal);
    rig.worker.succeed(request, Json.NULL);
    assertThat(rig.worker.request().attempt().task()).isEqualTo("b");
    assertThat(handle.id()).isEqualTo(request.attempt().flow());
  }

  @Test
  void anEngineThatIsClosedDuringAnOutageHasNoFault() throws Exception {
    AtomicBoolean away = new AtomicBoolean();
    Journal outages = awayWhile(away);
    Engine engine = rig.owner("a", outages);
    engine.submit(FLOW, Map.of());
    TaskRequest request = rig.worker.request();
    away.set(true);
    rig.worker.succeed(request, Json.NULL);
    await().atMost(EngineRig.LIMIT).until(() -> rig.count(EngineMetrics.COMMIT_RETRIES) > 0);
    engine.close();
    assertThat(rig.count(EngineMetrics.ENGINE_FAULTS)).isZero();
  }

  /** The next request that is not for this task, whose request may have been sent again. */
  private TaskRequest requestOtherThan(String task) throws InterruptedException {
    TaskRequest request = rig.worker.request();
    while (request.attempt().task().equals(task)) {
      request = rig.worker.request();
    }
    return request;
  }
}
