package io.taskflow.engine.journal;

import static io.taskflow.engine.journal.Samples.NOON;
import static io.taskflow.engine.journal.Samples.entry;
import static io.taskflow.engine.journal.Samples.newFlow;
import static io.taskflow.engine.journal.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.protocol.FlowId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How every journal forgets flows that ended long ago. */
public abstract class RetentionContract {

  private static final Instant LATER = NOON.plusSeconds(1);

  private Journal journal;
  private Lease lease;

  /** An empty journal with at least 2 partitions. */
  protected abstract Journal openEmpty();

  @BeforeEach
  void open() {
    journal = openEmpty();
    lease = journal.acquire(0, "engine", Duration.ofMinutes(5)).orElseThrow();
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @Test
  void forgetsFlowsThatEndedWithTheirEntriesAndDefinition() {
    store(1, row("old", 0, FlowStatus.SUCCESS, Map.of(), null));
    store(2, row("going", 0, FlowStatus.RUNNING, Map.of(), null));
    published(2);

    assertThat(journal.forget(NOON, 10)).as("not before its time").isZero();
    assertThat(journal.forget(LATER, 10)).isEqualTo(1);

    assertThat(journal.flow(new FlowId("old"))).isEmpty();
    assertThat(journal.entries(new FlowId("old"))).isEmpty();
    assertThat(journal.flow(new FlowId("going"))).isPresent();
    assertThat(journal.definition("hash-of-release")).as("still in use").isPresent();
  }

  @Test
  void forgetsADefinitionThatNoFlowHasAndStoresItAgainWhenItIsNeeded() {
    store(1, row("old", 0, FlowStatus.REVERTED, Map.of(), null));
    published(1);

    assertThat(journal.forget(LATER, 10)).isEqualTo(1);
    assertThat(journal.definition("hash-of-release")).isEmpty();

    assertThat(journal.submit(newFlow("new", 0))).isTrue();
    assertThat(journal.definition("hash-of-release")).isPresent();
  }

  @Test
  void keepsWhatAPersonShouldLookAtAndWhatMayHaveToBePublishedAgain() {
    store(1, row("failed", 0, FlowStatus.FAILURE, Map.of(), null).withAttention(NOON));
    store(2, row("unpublished", 0, FlowStatus.SUCCESS, Map.of(), null));
    published(1);

    assertThat(journal.forget(LATER, 10)).isZero();

    published(2);
    assertThat(journal.forget(LATER, 10)).isEqualTo(1);
    assertThat(journal.flow(new FlowId("failed"))).isPresent();
  }

  @Test
  void keepsAChildAsLongAsItsParentAndDefinitionsThatAFlowMayNeed() {
    FlowRow parent = row("parent", 0, FlowStatus.RUNNING, Map.of(), null);
    JournalEntry first = entry("parent", 1, 0, 0, "[\"submitted\"]");
    Map<String, String> definitions = Map.of(parent.definition(), "{}", "hash-of-part", "{}");
    journal.submit(new NewFlow(parent, definitions, first));
    FlowRow child = row("child", 0, FlowStatus.PENDING, Map.of(), null);
    journal.submit(newFlow(childOf(parent, "hash-of-part", child), 0));
    FlowRow ended = row("child", 0, FlowStatus.SUCCESS, Map.of(), null);
    journal.commit(
        new PartitionCommit(
            lease, 0, List.of(), List.of(), List.of(childOf(parent, "hash-of-part", ended))));
    FlowRow other =
        childOf(null, "hash-of-part", row("other", 0, FlowStatus.SUCCESS, Map.of(), null));
    journal.submit(newFlow(other, 0));

    assertThat(journal.forget(LATER, 10)).as("only the other one").isEqualTo(1);
    assertThat(journal.flow(child.id())).isPresent();
    assertThat(journal.definition("hash-of-part")).isPresent();

    FlowRow done = row("parent", 0, FlowStatus.SUCCESS, Map.of(), null);
    journal.commit(new PartitionCommit(lease, 0, List.of(), List.of(), List.of(done)));
    assertThat(journal.forget(LATER, 10)).as("the parent").isEqualTo(1);
    assertThat(journal.forget(LATER, 10)).as("then its child").isEqualTo(1);
    assertThat(journal.definition("hash-of-part")).isEmpty();
  }

  /** A person may run a child again when its parent has ended, and forget that one. */
  @Test
  void keepsDefinitionsThatAChildNeedsThoughItsParentIsForgotten() {
    FlowRow parent = row("parent", 0, FlowStatus.SUCCESS, Map.of(), null);
    Map<String, String> definitions =
        Map.of(parent.definition(), "{}", "hash-of-part", "{}", "hash-of-its-part", "{}");
    JournalEntry first = entry("parent", 1, 0, 0, "[\"submitted\"]");
    journal.submit(new NewFlow(parent, definitions, first));
    FlowRow going = row("child", 0, FlowStatus.RUNNING, Map.of(), null);
    NewFlow child = newFlow(childOf(parent, "hash-of-part", going), 0);
    journal.submit(child.needing(Set.of("hash-of-its-part")));

    assertThat(journal.forget(LATER, 10)).as("the parent").isEqualTo(1);
    assertThat(journal.definition("hash-of-its-part")).isPresent();
  }

  private static FlowRow childOf(@Nullable FlowRow parent, String definition, FlowRow row) {
    return new FlowRow(
        row.id(),
        row.name(),
        definition,
        row.partition(),
        row.status(),
        row.labels(),
        row.submittedAt(),
        row.changedAt(),
        null,
        null,
        parent == null ? null : new FlowRow.Parent(parent.id(), "part"));
  }

  @Test
  void forgetsNoMoreThanItIsAskedFor() {
    for (int i = 1; i <= 5; i++) {
      store(i, row("f" + i, 0, FlowStatus.SUCCESS, Map.of(), null));
    }
    published(5);

    assertThat(journal.forget(LATER, 3)).isEqualTo(3);
    assertThat(journal.forget(LATER, 3)).isEqualTo(2);
    assertThat(journal.forget(LATER, 3)).isZero();
  }

  @Test
  void positionsAreNotUsedTwiceThoughTheLastEntryIsForgotten() {
    store(1, row("old", 0, FlowStatus.SUCCESS, Map.of(), null));
    published(1);
    journal.forget(LATER, 10);

    assertThat(journal.partitionRows().getFirst().lastPosition()).isEqualTo(1);
  }

  private void store(long position, FlowRow row) {
    FlowRow begun = row(row.id().value(), 0, FlowStatus.PENDING, Map.of(), null);
    journal.submit(newFlow(begun, 0));
    JournalEntry last = entry(row.id().value(), 2, 0, position, "[\"ended\"]");
    journal.commit(new PartitionCommit(lease, 0, List.of(), List.of(last), List.of(row)));
  }

  private void published(long position) {
    journal.commit(new PartitionCommit(lease, position, List.of(), List.of(), List.of()));
  }
}
