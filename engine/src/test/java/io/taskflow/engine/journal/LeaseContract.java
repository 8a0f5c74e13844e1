package io.taskflow.engine.journal;

import static io.taskflow.engine.journal.Patience.await;
import static io.taskflow.engine.journal.Samples.commit;
import static io.taskflow.engine.journal.Samples.entry;
import static io.taskflow.engine.journal.Samples.newFlow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.protocol.FlowId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may write a partition of a journal, and what happens to those who may not any more. */
public abstract class LeaseContract {

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(20);

  private Journal journal;

  /** An empty journal with at least 2 partitions. */
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
  void givesAFreePartitionToTheFirstWhoAsks() {
    Instant before = journal.now();

    assertThat(journal.acquire(1, "one", LONG)).contains(new Lease(1, "one", 1));

    assertThat(journal.acquire(1, "two", LONG)).isEmpty();
    assertThat(journal.acquire(0, "two", LONG)).contains(new Lease(0, "two", 1));
    PartitionRow row = journal.partitionRows().get(1);
    assertThat(row.owner()).isEqualTo("one");
    assertThat(row.epoch()).isEqualTo(1);
    assertThat(row.leasedUntil())
        .isBetween(before.plus(LONG).minusMillis(1), journal.now().plus(LONG).plusMillis(1));
  }

  @Test
  void givesItsOwnerANewEpoch() {
    Lease first = journal.acquire(1, "one", LONG).orElseThrow();

    Lease second = journal.acquire(1, "one", LONG).orElseThrow();

    assertThat(second.epoch()).isEqualTo(first.epoch() + 1);
    assertThat(journal.renew(first, LONG)).isFalse();
    assertThat(journal.renew(second, LONG)).isTrue();
  }

  @Test
  void givesAPartitionWhoseLeaseHasEndedToAnother() {
    Lease old = journal.acquire(1, "one", SHORT).orElseThrow();

    Lease taken = awaitAcquired(1, "two");

    assertThat(taken).isEqualTo(new Lease(1, "two", old.epoch() + 1));
    assertThat(journal.renew(old, LONG)).isFalse();
  }

  @Test
  void givesAReleasedPartitionToAnotherAtOnce() {
    Lease old = journal.acquire(1, "one", LONG).orElseThrow();

    journal.release(old);

    assertThat(journal.partitionRows().get(1).owner()).isNull();
    assertThat(journal.partitionRows().get(1).leasedUntil()).isNull();
    assertThat(journal.renew(old, LONG)).isFalse();
    assertThat(journal.acquire(1, "two", LONG)).contains(new Lease(1, "two", old.epoch() + 1));
  }

  @Test
  void doesNotReleaseALeaseThatIsLost() {
    Lease old = journal.acquire(1, "one", SHORT).orElseThrow();
    Lease taken = awaitAcquired(1, "two");

    journal.release(old);

    assertThat(journal.renew(taken, LONG)).isTrue();
  }

  @Test
  void lengthensALease() {
    Lease lease = journal.acquire(1, "one", SHORT).orElseThrow();

    assertThat(journal.renew(lease, LONG)).isTrue();

    assertThat(journal.partitionRows().get(1).leasedUntil())
        .isAfter(journal.now().plus(LONG).minusSeconds(30));
  }

  @Test
  void lengthensALeaseThatRanOutIfNobodyTookIt() {
    Lease lease = journal.acquire(1, "one", SHORT).orElseThrow();
    Instant end = journal.now().plus(SHORT);
    await().until(() -> journal.now().isAfter(end));

    assertThat(journal.renew(lease, LONG)).isTrue();
    assertThat(journal.acquire(1, "two", LONG)).isEmpty();
  }

  @Test
  void refusesCommitsOfAnEpochThatIsOver() {
    Lease old = journal.acquire(1, "one", SHORT).orElseThrow();
    journal.commit(commit(old, newFlow("f1", 1, 1)));
    Lease taken = awaitAcquired(1, "two");

    assertThatThrownBy(() -> journal.commit(commit(old, entry("f1", 2, 1, 2, "[\"old\"]"))))
        .isInstanceOf(LeaseLostException.class)
        .hasMessageContaining("partition 1")
        .hasMessageContaining("one")
        .hasMessageContaining("epoch 1");
    journal.commit(commit(taken, entry("f1", 2, 1, 2, "[\"new\"]")));

    assertThat(journal.entries(new FlowId("f1")))
        .extracting(JournalEntry::body)
        .containsExactly("[\"submitted\"]", "[\"new\"]");
  }

  @Test
  void refusesACommitThatWasStoredByItselfOnceTheEpochIsOver() {
    Lease old = journal.acquire(1, "one", SHORT).orElseThrow();
    PartitionCommit stored = commit(old, newFlow("f1", 1, 1));
    journal.commit(stored);
    awaitAcquired(1, "two");

    assertThatThrownBy(() -> journal.commit(stored)).isInstanceOf(LeaseLostException.class);
  }

  @Test
  void refusesCommitsOfAReleasedLease() {
    Lease lease = journal.acquire(1, "one", LONG).orElseThrow();
    journal.release(lease);

    assertThatThrownBy(() -> journal.commit(commit(lease, newFlow("f1", 1, 1))))
        .isInstanceOf(LeaseLostException.class);
    assertThat(journal.flow(new FlowId("f1"))).isEmpty();
  }

  @Test
  void acceptsCommitsOfALeaseThatRanOutIfNobodyTookIt() {
    Lease lease = journal.acquire(1, "one", SHORT).orElseThrow();
    Instant end = journal.now().plus(SHORT);
    await().until(() -> journal.now().isAfter(end));

    journal.commit(commit(lease, newFlow("f1", 1, 1)));

    assertThat(journal.flow(new FlowId("f1"))).isPresent();
  }

  @Test
  void tellsWhichEnginesLive() {
    assertThat(journal.heartbeat("two", LONG)).containsExactly("two");
    assertThat(journal.heartbeat("one", LONG)).containsExactly("one", "two");

    journal.leave("two");

    assertThat(journal.heartbeat("one", LONG)).containsExactly("one");
  }

  @Test
  void forgetsAnEngineThatIsSilent() {
    journal.heartbeat("two", LONG);

    await().until(() -> journal.heartbeat("one", SHORT).equals(List.of("one")));
  }

  private Lease awaitAcquired(int partition, String owner) {
    return await()
        .until(() -> journal.acquire(partition, owner, LONG), Optional::isPresent)
        .orElseThrow();
  }
}
