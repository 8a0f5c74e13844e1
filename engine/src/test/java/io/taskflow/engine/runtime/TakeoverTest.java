package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.journal.PartitionCommit;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.ControlMessage.CancelAttempt;
import io.taskflow.protocol.ControlMessage.LostTopic;
import io.taskflow.protocol.ControlMessage.TopicLost;
import io.taskflow.protocol.ControlMessage.WorkerAnnouncement;
import io.taskflow.protocol.ControlMessage.WorkerState;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskReply;
import io.taskflow.protocol.TaskRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An engine takes over what another one has left, whatever state it is in. */
class TakeoverTest {

  private static final Flow FLOW = linear("f", task("a", "t")).build();

  private final EngineRig rig = new EngineRig();

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  /** A journal in which the entries of one flow can't be read. */
  private Journal damaged(FlowId flow) {
    return DisturbedJournal.of(
        rig.journal,
        (method, arguments, call) -> {
          if (method.equals("entries") && flow.equals(arguments[0])) {
            throw new JournalException("damaged, as the test wants", null);
          }
          return call.proceed();
        });
  }

  /** A journal that refuses such commits. */
  private Journal refusing(Predicate<PartitionCommit> what) {
    return DisturbedJournal.of(
        rig.journal,
        (method, arguments, call) -> {
          if (arguments != null
              && arguments[0] instanceof PartitionCommit commit
              && what.test(commit)) {
            throw new JournalException("refused, as the test wants", null);
          }
          return call.proceed();
        });
  }

  @Test
  void oneFlowThatCanNotBeReadDoesNotHoldUpTheOthers() throws Exception {
    Engine first = rig.owner("a", rig.journal);
    FlowHandle bad = first.submit(FLOW, Map.of());
    FlowHandle good = first.submit(FLOW, Map.of());
    List<TaskRequest> requests = List.of(rig.worker.request(), rig.worker.request());
    first.close();
    Engine second = rig.owner("b", damaged(bad.id()));
    for (TaskRequest request : requests) {
      rig.worker.succeed(request, Json.NULL);
    }
    FlowHandle handle = second.find(good.id()).orElseThrow();
    assertThat(handle.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    FlowHandle later = second.submit(FLOW, Map.of());
    for (TaskRequest request = rig.worker.request();
        !request.attempt().flow().equals(later.id());
        request = rig.worker.request()) {}
    assertThat(second.health().partitions()).containsExactly(0);
    await().atMost(EngineRig.LIMIT).until(() -> rig.count(EngineMetrics.ENGINE_FAULTS) > 0);
    assertThat(bad.status()).isEqualTo(FlowStatus.RUNNING);
  }

  @Test
  void oneFlowThatCanNotBeStoredDoesNotHoldUpTheOthers() throws Exception {
    Journal refusing =
        refusing(c -> c.allEntries().stream().anyMatch(e -> e.body().contains("poison")));
    Engine engine = rig.owner("a", refusing);
    FlowHandle bad = engine.submit(FLOW, Map.of());
    FlowHandle good = engine.submit(FLOW, Map.of());
    for (TaskRequest request : List.of(rig.worker.request(), rig.worker.request())) {
      boolean poisoned = request.attempt().flow().equals(bad.id());
      rig.worker.succeed(request, Json.of(poisoned ? "poison" : "food"));
    }
    assertThat(good.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    assertThatThrownBy(() -> engine.submit(FLOW, Map.of("x", "poison")))
        .isInstanceOf(JournalException.class);
    await().atMost(EngineRig.LIMIT).until(() -> rig.count(EngineMetrics.ENGINE_FAULTS) >= 2);
    assertThat(flowStatus(bad)).isEqualTo(FlowStatus.RUNNING);
    assertThat(engine.submit(FLOW, Map.of()).status()).isEqualTo(FlowStatus.RUNNING);
    assertThat(rig.journal.partitionRows().getFirst().epoch()).isEqualTo(1);
  }

  /**
   * Takes so long for each flow that a loop reads that the lease is over before the tenth, and
   * counts how often it was renewed in between.
   */
  private final class SlowJournal {

    static final Duration LEASE = Duration.ofSeconds(2);

    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger renewals = new AtomicInteger();

    Journal journal() {
      return DisturbedJournal.of(
          rig.journal,
          (method, arguments, call) -> {
            if (Thread.currentThread().getName().startsWith("flow-loop")) {
              if (method.equals("entries")) {
                reads.incrementAndGet();
                LockSupport.parkNanos(LEASE.toNanos() / 7);
              } else if (method.equals("renew") && reads.get() % 10 != 0) {
                renewals.incrementAndGet();
              }
            }
            return call.proceed();
          });
    }
  }

  @Test
  void aSearchForLostRequestsThatTakesLongerThanTheLeaseComesToItsEnd() throws Exception {
    Engine first = rig.owner("a", rig.journal);
    Set<AttemptToken> tokens = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      first.submit(FLOW, Map.of());
      tokens.add(rig.worker.request().attempt().token());
    }
    first.close();
    SlowJournal slow = new SlowJournal();
    rig.owner("b", slow.journal(), SlowJournal.LEASE);
    rig.worker.send(
        rig.topology.controlExchange(),
        rig.topology.announcementKey(),
        new TopicLost("default", "played", null));
    Set<AttemptToken> again = new HashSet<>();
    while (again.size() < 10) {
      again.add(rig.worker.request().attempt().token());
    }
    assertThat(again).isEqualTo(tokens);
    assertThat(slow.renewals).hasPositiveValue();
  }

  @Test
  void aLossIsToldAgainToTheNextOwnerIfItCouldNotBeStoredForOneFlow() throws Exception {
    AtomicReference<FlowId> refused = new AtomicReference<>();
    Journal refusing =
        refusing(commit -> refused.get() != null && commit.flows().contains(refused.get()));
    Engine first = rig.engine("a", refusing);
    EngineRig.awaitOwning(first);
    FlowHandle bad = first.submit(FLOW, Map.of());
    AttemptToken ofBad = rig.worker.request().attempt().token();
    first.submit(FLOW, Map.of());
    AttemptToken ofGood = rig.worker.request().attempt().token();
    await().atMost(EngineRig.LIMIT).until(() -> rig.pending(first) == 0);

    refused.set(bad.id());
    rig.worker.send(
        rig.topology.inboxExchange(),
        rig.topology.everyInboxKey(),
        new TopicLost("default", "played", null));
    assertThat(rig.worker.request().attempt().token()).isEqualTo(ofGood);
    first.close();
    rig.owner("b", rig.journal);

    Set<AttemptToken> again = new HashSet<>();
    while (!again.contains(ofBad)) {
      again.add(rig.worker.request().attempt().token());
    }
  }

  @Test
  void aRequestThatAWorkerHasBegunIsSentAgainWhenItsQueueIsLost() throws Exception {
    Engine engine = rig.owner("a", rig.journal);
    FlowHandle handle = engine.submit(FLOW, Map.of());
    TaskRequest request = rig.worker.request();
    rig.worker.reply(request, new TaskReply.Started(request.attempt(), "played", Instant.now()));
    await().atMost(EngineRig.LIMIT).until(() -> handle.inspect().task("a").worker() != null);
    rig.worker.send(
        rig.topology.controlExchange(),
        rig.topology.announcementKey(),
        new TopicLost("default", "another", null));
    assertThat(rig.worker.request().attempt()).isEqualTo(request.attempt());
  }

  @Test
  void anEngineThatDidNotHearOfALossLearnsItFromTheNextAnnouncementOnce() throws Exception {
    Engine engine = rig.owner("a", rig.journal);
    engine.submit(FLOW, Map.of());
    AttemptToken token = rig.worker.request().attempt().token();
    Instant madeAt = Instant.parse("2026-01-01T00:00:00Z");

    announce(madeAt, madeAt.plusMillis(5));
    assertThat(rig.worker.request().attempt().token()).isEqualTo(token);

    announce(madeAt, madeAt.plusMillis(10));
    Instant again = madeAt.plusSeconds(1);
    rig.worker.send(
        rig.topology.controlExchange(),
        rig.topology.announcementKey(),
        new TopicLost("default", "played", again));
    assertThat(rig.worker.request().attempt().token()).isEqualTo(token);
    announce(again, again.plusMillis(5));
    announce(again.plusSeconds(1), again.plusSeconds(1));
    assertThat(rig.worker.request().attempt().token()).isEqualTo(token);
    // Those that were known are handled by now, in order.
    assertThat(rig.worker.idle()).isTrue();
  }

  @Test
  void whatWasLostLongBeforeAnEngineStartedIsNotSentAgain() throws Exception {
    Engine engine = rig.owner("a", rig.journal);
    engine.submit(FLOW, Map.of());
    rig.worker.request();
    Instant madeAt = Instant.parse("2026-01-01T00:00:00Z");

    announce(madeAt, madeAt.plus(Duration.ofDays(1)));
    await().atMost(EngineRig.LIMIT).until(() -> !engine.workers().isEmpty());
    announce(madeAt.plusSeconds(1), madeAt.plusSeconds(1));

    rig.worker.request();
    assertThat(rig.worker.idle()).isTrue();
  }

  private void announce(Instant madeAt, Instant at) {
    rig.worker.send(
        rig.topology.controlExchange(),
        rig.topology.announcementKey(),
        new WorkerAnnouncement(
            "played",
            "here",
            List.of("default"),
            List.of(),
            1,
            0,
            WorkerState.RUNNING,
            madeAt,
            at,
            60_000,
            null,
            List.of(new LostTopic("default", madeAt))));
  }

  @Test
  void aRecoveryThatTakesLongerThanTheLeaseComesToItsEnd() throws Exception {
    Engine first = rig.owner("a", rig.journal);
    rig.broker.block("so that nothing is confirmed");
    List<FlowHandle> handles = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      handles.add(first.submit(FLOW, Map.of()));
    }
    first.close();
    rig.broker.unblock();
    SlowJournal slow = new SlowJournal();
    Engine second = rig.owner("b", slow.journal(), SlowJournal.LEASE);
    Set<AttemptToken> answered = new HashSet<>();
    while (answered.size() < handles.size()) {
      TaskRequest request = rig.worker.request();
      if (answered.add(request.attempt().token())) {
        rig.worker.succeed(request, Json.NULL);
      }
    }
    for (FlowHandle handle : handles) {
      FlowHandle taken = second.find(handle.id()).orElseThrow();
      assertThat(taken.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    }
    assertThat(slow.renewals).hasPositiveValue();
  }

  @Test
  void theTimersOfAFlowThatWasTakenOverAreArmed() throws Exception {
    Engine first = rig.owner("a", rig.journal);
    FlowHandle handle = first.submit(FLOW, Map.of());
    TaskRequest request = rig.worker.request();
    rig.worker.reply(
        request,
        new TaskReply.Leased(request.attempt(), "played", Instant.now(), Duration.ofSeconds(2)));
    await()
        .atMost(EngineRig.LIMIT)
        .until(
            () ->
                rig.journal.entries(handle.id()).stream()
                    .anyMatch(entry -> entry.body().contains("\"played\"")));
    first.close();
    rig.owner("b", rig.journal);
    TaskRequest again = rig.worker.request();
    assertThat(again.attempt().task()).isEqualTo("a");
    assertThat(again.attempt().token()).isNotEqualTo(request.attempt().token());
    rig.worker.succeed(again, Json.NULL);
    await().atMost(EngineRig.LIMIT).until(() -> flowStatus(handle) == FlowStatus.SUCCESS);
  }

  @Test
  void aCancellationThatWasNotSentIsSentByTheNextOwner() throws Exception {
    BlockingQueue<CancelAttempt> heard = rig.worker.cancellations();
    Engine first = rig.owner("a", rig.journal);
    FlowHandle handle = first.submit(FLOW, Map.of());
    TaskRequest request = rig.worker.request();
    rig.broker.block("so that the cancellation is not sent");
    handle.revert("me");
    first.close();
    rig.broker.unblock();
    Engine second = rig.owner("b", rig.journal);
    CancelAttempt cancel = heard.poll(EngineRig.LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(cancel).isNotNull();
    assertThat(cancel.attempt()).isEqualTo(request.attempt());
    second.find(handle.id()).orElseThrow().revert("me again");
    assertThat(heard.poll(EngineRig.LIMIT.toSeconds(), TimeUnit.SECONDS))
        .isEqualTo(new CancelAttempt(request.attempt(), "revert asked for by me again"));
  }

  private FlowStatus flowStatus(FlowHandle handle) {
    return rig.journal.flow(handle.id()).orElseThrow().status();
  }
}
