package io.taskflow.engine.journal;

import static io.taskflow.engine.journal.Samples.NOON;
import static io.taskflow.engine.journal.Samples.entry;
import static io.taskflow.engine.journal.Samples.newFlow;
import static io.taskflow.engine.journal.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.protocol.FlowId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How every journal keeps snapshots, and what it deletes for them. */
public abstract class SnapshotContract {

  private static final FlowId FLOW = new FlowId("f1");

  private Journal journal;
  private Lease lease;

  /** An empty journal with at least 2 partitions. */
  protected abstract Journal openEmpty();

  @BeforeEach
  void open() {
    journal = openEmpty();
    lease = journal.acquire(0, "engine", Duration.ofMinutes(5)).orElseThrow();
    journal.submit(newFlow("f1", 0));
    journal.submit(newFlow("f2", 0));
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @Test
  void keepsTheLastSnapshotOfEachFlow() {
    assertThat(journal.snapshot(FLOW)).isEmpty();
    commit(2, 1, 0, snapshot(2, 1, "{\"now\":\"é\"}"));
    assertThat(journal.snapshot(FLOW)).contains(snapshot(2, 1, "{\"now\":\"é\"}"));

    commit(3, 2, 0, snapshot(3, 1, "{\"now\":\"later\"}"));

    assertThat(journal.snapshot(FLOW)).contains(snapshot(3, 1, "{\"now\":\"later\"}"));
    assertThat(journal.snapshot(new FlowId("f2"))).isEmpty();
    assertThat(journal.entries(FLOW)).as("all are to be kept").hasSize(3);
  }

  @Test
  void readsTheEntriesAfterASnapshot() {
    for (int seq = 2; seq <= 5; seq++) {
      commit(seq, seq, 0);
    }
    assertThat(journal.entries(FLOW, 3)).extracting(JournalEntry::seq).containsExactly(4L, 5L);
    assertThat(journal.entries(FLOW, 5)).isEmpty();
  }

  @Test
  void deletesEntriesThatAreDispensableAndPublished() {
    for (int seq = 2; seq <= 5; seq++) {
      commit(seq, seq, 0);
    }
    JournalEntry other = entry("f2", 2, 0, 6, "[]");
    journal.commit(new PartitionCommit(lease, 0, List.of(), List.of(other), List.of()));

    commit(6, 7, 3, snapshot(6, 5, "{}"));

    assertThat(journal.entries(FLOW)).extracting(JournalEntry::seq).containsExactly(4L, 5L, 6L);
    assertThat(journal.entriesAfter(0, 3, 10))
        .extracting(JournalEntry::position)
        .as("what is to be published again")
        .containsExactly(4L, 5L, 6L, 7L);
    assertThat(journal.entries(new FlowId("f2"))).as("another flow's").hasSize(2);
  }

  @Test
  void storesNoSnapshotOfACommitThatIsRefused() {
    commit(2, 1, 0);
    assertThatThrownBy(() -> commit(2, 2, 0, snapshot(2, 1, "{}")))
        .isInstanceOf(LeaseLostException.class);
    journal.release(lease);
    journal.acquire(0, "another", Duration.ofMinutes(5));
    assertThatThrownBy(() -> commit(3, 3, 0, snapshot(3, 3, "{}")))
        .isInstanceOf(LeaseLostException.class);

    assertThat(journal.snapshot(FLOW)).isEmpty();
    assertThat(journal.entries(FLOW)).hasSize(2);
  }

  @Test
  void theSameCommitAgainChangesNothing() {
    commit(2, 1, 0, snapshot(2, 2, "{}"));
    commit(2, 1, 0, snapshot(2, 2, "{}"));

    assertThat(journal.snapshot(FLOW)).contains(snapshot(2, 2, "{}"));
    assertThat(journal.entries(FLOW)).extracting(JournalEntry::seq).containsExactly(2L);
  }

  @Test
  void aSnapshotIsForgottenWithItsFlow() {
    journal.commit(
        new PartitionCommit(
            lease,
            9,
            List.of(),
            List.of(entry("f1", 2, 0, 1, "[]")),
            List.of(row("f1", 0, FlowStatus.SUCCESS, Map.of(), null)),
            List.of(snapshot(2, 1, "{}"))));

    assertThat(journal.forget(NOON.plusSeconds(1), 10)).isEqualTo(1);

    assertThat(journal.snapshot(FLOW)).isEmpty();
  }

  @Test
  void keepsALargeSnapshot() {
    String state = "{\"x\":\"" + "0123456789".repeat(1_000_000) + "\"}";
    commit(2, 1, 0, snapshot(2, 1, state));
    assertThat(journal.snapshot(FLOW).orElseThrow().state()).isEqualTo(state);
  }

  private static SnapshotRow snapshot(long seq, long keepFrom, String state) {
    return new SnapshotRow(FLOW, seq, 1, keepFrom, state);
  }

  private void commit(long seq, long position, long published, SnapshotRow... snapshots) {
    journal.commit(
        new PartitionCommit(
            lease,
            published,
            List.of(),
            List.of(entry("f1", seq, 0, position, "[" + position + "]")),
            List.of(),
            List.of(snapshots)));
  }
}
