package io.taskflow.engine.journal;

import static io.taskflow.engine.journal.Samples.NOON;
import static io.taskflow.engine.journal.Samples.commit;
import static io.taskflow.engine.journal.Samples.entry;
import static io.taskflow.engine.journal.Samples.newFlow;
import static io.taskflow.engine.journal.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.protocol.FlowId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every journal keeps of what it is told. Leases are in {@link LeaseContract}. */
public abstract class JournalContract {

  protected static final int PARTITIONS = 4;
  private static final Duration LONG = Duration.ofMinutes(5);

  private Journal journal;

  /** An empty journal with {@link #PARTITIONS} partitions. */
  protected abstract Journal openEmpty();

  @BeforeEach
  void open() {
    journal = openEmpty();
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @Test
  void beginsEmpty() {
    assertThat(journal.partitions()).isEqualTo(PARTITIONS);
    assertThat(journal.flows(FlowQuery.newest(10))).isEmpty();
    assertThat(journal.partitionRows())
        .isEqualTo(
            IntStream.range(0, PARTITIONS)
                .mapToObj(i -> new PartitionRow(i, null, 0, null, 0, 0))
                .toList());
  }

  @Test
  void keepsASubmittedFlow() {
    NewFlow flow = newFlow("f1", 2);

    assertThat(journal.submit(flow)).isTrue();

    assertThat(journal.flow(new FlowId("f1"))).contains(flow.row());
    assertThat(journal.entries(new FlowId("f1"))).containsExactly(flow.first());
    assertThat(journal.definition("hash-of-release"))
        .contains(flow.definitions().get("hash-of-release"));
    assertThat(journal.pending(2, 10)).containsExactly(flow.row());
  }

  @Test
  void refusesASecondFlowOfTheSameIdAndChangesNothing() {
    NewFlow flow = newFlow("f1", 2);
    journal.submit(flow);
    NewFlow other =
        new NewFlow(
            row("f1", 2, FlowStatus.RUNNING, Map.of("a", "b"), NOON),
            "{}",
            entry("f1", 1, 2, 0, "[\"other\"]"));

    assertThat(journal.submit(other)).isFalse();
    assertThat(journal.submit(flow)).isFalse();

    assertThat(journal.flow(new FlowId("f1"))).contains(flow.row());
    assertThat(journal.entries(new FlowId("f1"))).containsExactly(flow.first());
  }

  @Test
  void knowsNothingOfAFlowThatWasNotSubmitted() {
    assertThat(journal.flow(new FlowId("f1"))).isEmpty();
    assertThat(journal.entries(new FlowId("f1"))).isEmpty();
    assertThat(journal.definition("hash")).isEmpty();
  }

  @Test
  void keepsEverythingOfACommit() {
    journal.submit(newFlow("f1", 1));
    Lease lease = lease(1);
    FlowRow changed = row("f1", 1, FlowStatus.RUNNING, Map.of(), NOON.plusSeconds(60));
    NewFlow begun = newFlow("f2", 1, 8);
    FlowRow begunChanged = row("f2", 1, FlowStatus.RUNNING, Map.of(), null);
    JournalEntry second = entry("f1", 2, 1, 7, "[\"second\"]");
    JournalEntry third = entry("f2", 2, 1, 9, "[\"third\"]");

    journal.commit(
        new PartitionCommit(
            lease, 6, List.of(begun), List.of(second, third), List.of(changed, begunChanged)));

    assertThat(journal.entries(new FlowId("f1"))).hasSize(2).last().isEqualTo(second);
    assertThat(journal.entries(new FlowId("f2"))).containsExactly(begun.first(), third);
    assertThat(journal.flow(new FlowId("f1"))).contains(changed);
    assertThat(journal.flow(new FlowId("f2"))).contains(begunChanged);
    assertThat(journal.partitionRows().get(1).published()).isEqualTo(6);
    assertThat(journal.partitionRows().get(1).lastPosition()).isEqualTo(9);
  }

  @Test
  void keepsACommitOfNothingButThePointer() {
    Lease lease = lease(0);

    journal.commit(new PartitionCommit(lease, 12, List.of(), List.of(), List.of()));

    assertThat(journal.partitionRows().getFirst().published()).isEqualTo(12);
  }

  @Test
  void neverMovesThePointerBack() {
    Lease lease = lease(0);
    journal.commit(new PartitionCommit(lease, 12, List.of(), List.of(), List.of()));

    journal.commit(new PartitionCommit(lease, 11, List.of(), List.of(), List.of()));

    assertThat(journal.partitionRows().getFirst().published()).isEqualTo(12);
  }

  @Test
  void doesNothingIfTheSameCommitIsMadeAgain() {
    Lease lease = lease(1);
    FlowRow changed = row("f1", 1, FlowStatus.RUNNING, Map.of(), null);
    PartitionCommit commit =
        new PartitionCommit(
            lease,
            3,
            List.of(newFlow("f1", 1, 1)),
            List.of(entry("f1", 2, 1, 2, "[\"second\"]")),
            List.of(changed));
    journal.commit(commit);
    List<JournalEntry> stored = journal.entries(new FlowId("f1"));

    journal.commit(commit);

    assertThat(journal.entries(new FlowId("f1"))).isEqualTo(stored);
    assertThat(journal.flow(new FlowId("f1"))).contains(changed);
    assertThat(journal.partitionRows().get(1).published()).isEqualTo(3);
  }

  @Test
  void refusesAnEntryWhosePlaceIsTakenAndStoresNothing() {
    Lease lease = lease(1);
    journal.commit(commit(lease, newFlow("f1", 1, 1)));
    journal.commit(commit(lease, entry("f1", 2, 1, 2, "[\"mine\"]")));
    PartitionCommit commit =
        new PartitionCommit(
            lease,
            9,
            List.of(newFlow("f2", 1, 3)),
            List.of(entry("f1", 2, 1, 4, "[\"other\"]")),
            List.of(row("f1", 1, FlowStatus.RUNNING, Map.of(), null)));

    assertThatThrownBy(() -> journal.commit(commit))
        .isInstanceOf(LeaseLostException.class)
        .hasMessageContaining("flow f1")
        .hasMessageContaining("entry 2");

    assertThat(journal.entries(new FlowId("f1"))).hasSize(2);
    assertThat(journal.flow(new FlowId("f1")).orElseThrow().status()).isEqualTo(FlowStatus.PENDING);
    assertThat(journal.flow(new FlowId("f2"))).isEmpty();
    assertThat(journal.partitionRows().get(1).published()).isZero();
  }

  @Test
  void refusesACommitOfWhichOnlyAPartIsThere() {
    Lease lease = lease(1);
    journal.commit(commit(lease, newFlow("f1", 1, 1)));
    journal.commit(commit(lease, entry("f1", 2, 1, 2, "[\"second\"]")));

    assertThatThrownBy(
            () ->
                journal.commit(
                    commit(
                        lease,
                        entry("f1", 2, 1, 2, "[\"second\"]"),
                        entry("f1", 3, 1, 3, "[\"third\"]"))))
        .isInstanceOf(LeaseLostException.class);

    assertThat(journal.entries(new FlowId("f1"))).hasSize(2);
  }

  @Test
  void refusesToBeginAFlowThatIsThere() {
    journal.submit(newFlow("f1", 1));
    Lease lease = lease(1);
    NewFlow other = new NewFlow(newFlow("f1", 1).row(), "{}", entry("f1", 1, 1, 1, "[\"other\"]"));

    assertThatThrownBy(() -> journal.commit(commit(lease, other)))
        .isInstanceOf(LeaseLostException.class);

    assertThat(journal.entries(new FlowId("f1"))).containsExactly(newFlow("f1", 1).first());
  }

  @Test
  void refusesToChangeARowThatIsNotThereAndStoresNothing() {
    Lease lease = lease(1);
    PartitionCommit commit =
        new PartitionCommit(
            lease,
            1,
            List.of(newFlow("f1", 1, 1)),
            List.of(),
            List.of(row("ghost", 1, FlowStatus.RUNNING, Map.of(), null)));

    assertThatThrownBy(() -> journal.commit(commit))
        .isInstanceOf(JournalException.class)
        .isNotInstanceOf(LeaseLostException.class)
        .hasMessageContaining("ghost");

    assertThat(journal.flow(new FlowId("f1"))).isEmpty();
  }

  /** Databases prepare a statement otherwise when it has come several times. */
  @ParameterizedTest
  @ValueSource(ints = {0, 20})
  void refusesTheStepOfAFlowWhoseRowIsNotThereAndStoresNothing(int stepsBefore) {
    Lease lease = lease(1);
    journal.commit(commit(lease, newFlow("f1", 1, 1)));
    for (int i = 2; i < 2 + stepsBefore; i++) {
      journal.commit(step(lease, 0, "f1", i));
    }

    assertThatThrownBy(() -> journal.commit(step(lease, 1, "ghost", 2 + stepsBefore)))
        .isInstanceOf(JournalException.class)
        .isNotInstanceOf(LeaseLostException.class)
        .hasMessageContaining("ghost");

    assertThat(journal.entries(new FlowId("f1"))).hasSize(1 + stepsBefore);
    assertThat(journal.entries(new FlowId("ghost"))).isEmpty();
    assertThat(journal.partitionRows().get(1).published()).isZero();
  }

  private static PartitionCommit step(Lease lease, long published, String flow, long number) {
    return new PartitionCommit(
        lease,
        published,
        List.of(),
        List.of(entry(flow, number, 1, number, "[]")),
        List.of(row(flow, 1, FlowStatus.RUNNING, Map.of(), null)));
  }

  @Test
  void keepsTheDefinitionsOfAllFlowsThatAFlowMayBegin() {
    FlowRow row = newFlow("f1", 0).row();
    Map<String, String> definitions = Map.of(row.definition(), "{}", "other", "[1]");

    journal.submit(new NewFlow(row, definitions, entry("f1", 1, 0, 0, "[]")));

    assertThat(journal.definition(row.definition())).contains("{}");
    assertThat(journal.definition("other")).contains("[1]");
  }

  @Test
  void keepsTextsAsTheyAre() {
    String awkward = "[\"é 𝄞 'quoted' \\\" back\\\\slash % _ ? :name $1 \\u0000 \\ud800\"]";
    FlowRow row =
        new FlowRow(
            new FlowId("f1"),
            "publish 'v1'; -- ü",
            "sha256-é",
            0,
            FlowStatus.PENDING,
            Map.of("team \"a\".b$", "x'y\\z", "ü", ""),
            NOON,
            NOON,
            null);
    NewFlow flow = new NewFlow(row, "{\"body\":" + awkward + "}", entry("f1", 1, 0, 0, awkward));

    journal.submit(flow);

    assertThat(journal.flow(new FlowId("f1"))).contains(row);
    assertThat(journal.entries(new FlowId("f1"))).containsExactly(flow.first());
    assertThat(journal.definition("sha256-é")).contains(flow.definitions().get("sha256-é"));
    assertThat(journal.flows(new FlowQuery(Set.of(), null, row.labels(), null, 1)))
        .containsExactly(row);
  }

  @Test
  void keepsALargeEntry() {
    String body = "[\"" + "0123456789".repeat(500_000) + "\"]";
    NewFlow flow = new NewFlow(newFlow("f1", 0).row(), "{}", entry("f1", 1, 0, 0, body));

    journal.submit(flow);

    assertThat(journal.entries(new FlowId("f1")).getFirst().body()).isEqualTo(body);
  }

  @Test
  void readsTenThousandEntriesInOrder() {
    Lease lease = lease(3);
    journal.commit(commit(lease, newFlow("long", 3, 1)));
    List<JournalEntry> entries = new ArrayList<>();
    for (int seq = 2; seq <= 10_000; seq++) {
      entries.add(entry("long", seq, 3, seq, "[{\"seq\":" + seq + "}]"));
    }
    journal.commit(new PartitionCommit(lease, 0, List.of(), entries, List.of()));

    List<JournalEntry> read = journal.entries(new FlowId("long"));

    assertThat(read).hasSize(10_000);
    assertThat(read.subList(1, 10_000)).isEqualTo(entries);
  }

  @Test
  void readsWhatAPartitionStoredBehindAPosition() {
    journal.submit(newFlow("elsewhere", 1));
    Lease lease = lease(1);
    Lease otherLease = lease(2);
    journal.commit(commit(lease, newFlow("f1", 1, 1)));
    journal.commit(commit(otherLease, newFlow("f2", 2, 2)));
    JournalEntry third = entry("f1", 2, 1, 3, "[]");
    JournalEntry second = entry("elsewhere", 2, 1, 2, "[]");
    journal.commit(commit(lease, second, third));

    assertThat(journal.entriesAfter(1, 1, 1_000)).containsExactly(second, third);
    assertThat(journal.entriesAfter(1, 1, 1)).containsExactly(second);
    assertThat(journal.entriesAfter(1, 2, 1_000)).containsExactly(third);
    assertThat(journal.entriesAfter(1, 3, 1_000)).isEmpty();
    assertThat(journal.entriesAfter(1, 0, 1_000)).hasSize(3);
  }

  @Test
  void refusesToWorkWhenClosed() {
    journal.close();
    journal.close();

    assertThatIllegalStateException().isThrownBy(() -> journal.submit(newFlow("f1", 0)));
    assertThatIllegalStateException().isThrownBy(() -> journal.flows(FlowQuery.newest(1)));
  }

  private Lease lease(int partition) {
    return journal.acquire(partition, "engine-1", LONG).orElseThrow();
  }
}
