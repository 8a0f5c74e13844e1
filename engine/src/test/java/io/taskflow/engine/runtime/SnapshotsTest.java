package io.taskflow.engine.runtime;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.journal.PartitionCommit;
import io.taskflow.engine.journal.SnapshotRow;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.engine.runtime.DisturbedJournal.Call;
import io.taskflow.flow.Flow;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Flows that go on for long are read from a snapshot, and their journal does not grow for ever. */
class SnapshotsTest {

  private static final int EVERY = 4;
  private static final int KEPT = 6;

  private final EngineRig rig = new EngineRig();

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  private static Flow chain(int tasks) {
    var flow = linear("chain");
    for (int i = 0; i < tasks; i++) {
      flow.add(task("t" + i, "t").provides("r" + i));
    }
    return flow.build();
  }

  private static EngineBuilder keepingFew(EngineBuilder builder) {
    return builder.snapshotEvery(EVERY).keepEntries(KEPT);
  }

  private static EngineBuilder keepingAll(EngineBuilder builder) {
    return builder.snapshotEvery(EVERY);
  }

  private void answer(int requests) throws Exception {
    for (int i = 0; i < requests; i++) {
      TaskRequest request = rig.worker.request();
      rig.worker.succeed(request, Json.of(request.attempt().task()));
    }
  }

  @Test
  void aFlowGoesOnFromItsSnapshotThoughItsFirstEntriesAreGone() throws Exception {
    Engine first = rig.owner("a", rig.journal, SnapshotsTest::keepingFew);
    FlowHandle handle = first.submit(chain(60), Map.of("x", Json.of(1)));
    answer(50);
    TaskRequest open = rig.worker.request();
    first.close();
    List<JournalEntry> kept = rig.journal.entries(handle.id());
    assertThat(kept.getFirst().seq()).as("first entry that is kept").isGreaterThan(1);
    // Until the next snapshot it grows on; that waits until the entries are as long as the last.
    assertThat(kept).hasSizeLessThan(51);

    Engine second = rig.owner("b", rig.journal, SnapshotsTest::keepingFew);
    rig.worker.succeed(open, Json.of(open.attempt().task()));
    answer(9);

    FlowResult result = second.find(handle.id()).orElseThrow().join(EngineRig.LIMIT);
    assertThat(result.status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(result.values()).hasSize(61).containsEntry("r0", Json.of("t0"));
    assertThat(rig.meters.summary(EngineMetrics.SNAPSHOT_SIZE).count()).isPositive();
    assertThat(rig.meters.summary(EngineMetrics.LOAD_ENTRIES).max()).isBetween(1.0, 50.0);
    assertThat(rig.count(EngineMetrics.ENGINE_FAULTS)).isZero();
  }

  @Test
  void aSnapshotOfANewerVersionIsPassedOverAsLongAsTheEntriesAreThere() throws Exception {
    Journal newer = changingSnapshots(row -> with(row, 99, row.state()));
    rig.owner("a", newer, SnapshotsTest::keepingAll);
    goesOn(newer);
    assertThat(rig.count(EngineMetrics.ENGINE_FAULTS)).isZero();
  }

  @Test
  void aDamagedSnapshotIsReportedAndPassedOver() throws Exception {
    Journal damaged = changingSnapshots(row -> with(row, row.version(), "{\"id\":"));
    rig.owner("a", damaged, SnapshotsTest::keepingAll);
    goesOn(damaged);
    assertThat(rig.count(EngineMetrics.ENGINE_FAULTS)).isPositive();
  }

  private void goesOn(Journal journal) throws Exception {
    Engine other = rig.engine("reader", journal);
    FlowHandle handle = other.submit(chain(10), Map.of());
    answer(8);
    TaskRequest open = rig.worker.request();
    handle.suspend("me");
    rig.worker.succeed(open, Json.of(open.attempt().task()));
    assertThat(handle.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUSPENDED);
    assertThat(rig.journal.snapshot(handle.id())).isPresent();
    handle.resume("me");
    answer(1);
    assertThat(handle.join(EngineRig.LIMIT).values()).hasSize(10);
  }

  @Test
  void aFlowWhoseSnapshotIsNewerAndWhoseEntriesAreGoneSaysWhatToDo() throws Exception {
    Engine first = rig.owner("a", rig.journal, SnapshotsTest::keepingFew);
    FlowHandle handle = first.submit(chain(40), Map.of());
    answer(40);
    handle.join(EngineRig.LIMIT);
    Engine older = rig.engine("older", changingSnapshots(row -> with(row, 99, row.state())));

    FlowHandle seen = older.find(handle.id()).orElseThrow();

    assertThatThrownBy(seen::inspect)
        .isInstanceOf(JournalException.class)
        .hasMessageContaining(handle.id().value())
        .hasMessageContaining("upgrade this engine");
  }

  @Test
  void aSnapshotThatTheJournalRefusesKeepsNoFlowFromGoingOn() throws Exception {
    Journal refusing =
        DisturbedJournal.of(
            rig.journal,
            (method, arguments, call) -> {
              if (method.equals("commit")
                  && !((PartitionCommit) arguments[0]).snapshots().isEmpty()) {
                throw new JournalException("a snapshot is too large for this database", null);
              }
              return call.proceed();
            });
    Engine engine = rig.owner("a", refusing, SnapshotsTest::keepingFew);
    FlowHandle handle = engine.submit(chain(20), Map.of());
    answer(20);

    assertThat(handle.join(EngineRig.LIMIT).status()).isEqualTo(FlowStatus.SUCCESS);
    assertThat(rig.journal.snapshot(handle.id())).isEmpty();
    assertThat(rig.meters.summary(EngineMetrics.SNAPSHOT_SIZE).count()).isZero();
  }

  /** However large a flow is, snapshots must not cost more than a few times what the entries do. */
  @Test
  void theLargerAStateIsTheRarerAreItsSnapshots() {
    Tail tail = Tail.ofNew();
    long entries = 0;
    long snapshots = 0;
    long longestTail = 0;
    long since = 0;
    for (int i = 1; i <= 100_000; i++) {
      tail.entry(100);
      entries += 100;
      since += 100;
      if (tail.due(500)) {
        int size = 40 * i; // a state that grows with what happens
        longestTail = Math.max(longestTail, since);
        assertThat(longestTail).isLessThanOrEqualTo(Math.max(500 * 100, size));
        tail.snapshot(size);
        snapshots += size;
        since = 0;
      }
    }
    assertThat(snapshots).isBetween(1L, 2 * entries);
  }

  @SuppressWarnings("unchecked") // the method gives an optional snapshot
  private Journal changingSnapshots(UnaryOperator<SnapshotRow> change) {
    return DisturbedJournal.of(
        rig.journal,
        (String method, Object[] arguments, Call call) ->
            method.equals("snapshot")
                ? ((Optional<SnapshotRow>) call.proceed()).map(change)
                : call.proceed());
  }

  private static SnapshotRow with(SnapshotRow row, int version, String state) {
    return new SnapshotRow(row.flow(), row.seq(), version, row.keepFrom(), state);
  }
}
