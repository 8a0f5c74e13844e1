package io.taskflow.engine.journal;

import static io.taskflow.engine.journal.Samples.NOON;
import static io.taskflow.engine.journal.Samples.commit;
import static io.taskflow.engine.journal.Samples.newFlow;
import static io.taskflow.engine.journal.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.protocol.FlowId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How every journal lists flows. */
public abstract class ListContract {

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
  void listsTheNewestFirstPageByPage() {
    for (int i = 0; i < 25; i++) {
      journal.submit(newFlow("f%02d".formatted(i), i % 2));
    }

    List<String> seen = new ArrayList<>();
    FlowQuery query = FlowQuery.newest(10);
    List<FlowRow> page = journal.flows(query);
    while (!page.isEmpty()) {
      assertThat(page).hasSizeLessThanOrEqualTo(10);
      seen.addAll(ids(page));
      page = journal.flows(query.after(page.getLast().id()));
    }

    assertThat(seen).hasSize(25).isSortedAccordingTo((a, b) -> b.compareTo(a));
  }

  @Test
  void ordersIdsByCharacterCodes() {
    for (String id : List.of("a", "B", "_", "-", "0", "aB", "Z")) {
      journal.submit(newFlow(id, 0));
    }

    assertThat(ids(journal.flows(FlowQuery.newest(10))))
        .containsExactly("aB", "a", "_", "Z", "B", "0", "-");
  }

  @Test
  void filtersByStatus() {
    submit("f1", "release", FlowStatus.RUNNING, Map.of());
    submit("f2", "release", FlowStatus.SUCCESS, Map.of());
    submit("f3", "release", FlowStatus.FAILURE, Map.of());

    assertThat(listed(FlowQuery.newest(10).withStatuses(FlowStatus.RUNNING))).containsExactly("f1");
    assertThat(listed(FlowQuery.newest(10).withStatuses(FlowStatus.SUCCESS, FlowStatus.FAILURE)))
        .containsExactly("f3", "f2");
    assertThat(listed(FlowQuery.newest(10).withStatuses(FlowStatus.PENDING))).isEmpty();
  }

  @Test
  void filtersByName() {
    submit("f1", "release", FlowStatus.RUNNING, Map.of());
    submit("f2", "boot", FlowStatus.RUNNING, Map.of());

    assertThat(listed(FlowQuery.newest(10).withName("boot"))).containsExactly("f2");
    assertThat(listed(FlowQuery.newest(10).withName("boo%"))).isEmpty();
  }

  @Test
  void filtersByAllLabels() {
    submit("f1", "release", FlowStatus.RUNNING, Map.of("team", "a", "env", "prod"));
    submit("f2", "release", FlowStatus.RUNNING, Map.of("team", "a"));
    submit("f3", "release", FlowStatus.RUNNING, Map.of("team", "b", "env", "prod"));
    submit("f4", "release", FlowStatus.RUNNING, Map.of());

    assertThat(listed(labelled(Map.of("team", "a")))).containsExactly("f2", "f1");
    assertThat(listed(labelled(Map.of("team", "a", "env", "prod")))).containsExactly("f1");
    assertThat(listed(labelled(Map.of("team", "c")))).isEmpty();
    assertThat(listed(labelled(Map.of()))).hasSize(4);
  }

  @Test
  void filtersByPartition() {
    journal.submit(newFlow(at("f1", 0, FlowStatus.RUNNING, NOON), 0));
    journal.submit(newFlow(at("f2", 1, FlowStatus.RUNNING, NOON), 0));
    journal.submit(newFlow(at("f3", 1, FlowStatus.RUNNING, NOON), 0));

    FlowQuery first = FlowQuery.newest(1).withPartition(1);
    assertThat(listed(first)).containsExactly("f3");
    assertThat(listed(first.after(new FlowId("f3")))).containsExactly("f2");
    assertThat(listed(FlowQuery.newest(10).withPartition(0))).containsExactly("f1");
  }

  @Test
  void combinesAllFilters() {
    for (int i = 0; i < 40; i++) {
      submit(
          "f%02d".formatted(i),
          i % 2 == 0 ? "release" : "boot",
          i % 4 < 2 ? FlowStatus.RUNNING : FlowStatus.SUCCESS,
          i % 8 < 4 ? Map.of("team", "a") : Map.of("team", "b"));
    }
    FlowQuery query =
        new FlowQuery(
            Set.of(FlowStatus.RUNNING), "release", Map.of("team", "a"), new FlowId("f32"), 2);

    assertThat(listed(query)).containsExactly("f24", "f16");
  }

  @Test
  void listsPendingFlowsOfAPartitionOldestFirst() {
    journal.submit(newFlow(at("b", 0, FlowStatus.PENDING, NOON.plusSeconds(1)), 0));
    journal.submit(newFlow(at("a", 0, FlowStatus.PENDING, NOON.plusSeconds(2)), 0));
    journal.submit(newFlow(at("c", 0, FlowStatus.PENDING, NOON), 0));
    journal.submit(newFlow(at("d", 0, FlowStatus.RUNNING, NOON), 0));
    journal.submit(newFlow(at("e", 1, FlowStatus.PENDING, NOON), 0));

    assertThat(ids(journal.pending(0, 10))).containsExactly("c", "b", "a");
    assertThat(ids(journal.pending(0, 2))).containsExactly("c", "b");
  }

  @Test
  void forgetsAPendingFlowThatBegan() {
    journal.submit(newFlow("f1", 0));
    Lease lease = journal.acquire(0, "engine-1", Duration.ofMinutes(5)).orElseThrow();

    journal.commit(commit(lease, row("f1", 0, FlowStatus.RUNNING, Map.of(), null)));

    assertThat(journal.pending(0, 10)).isEmpty();
  }

  @Test
  void listsFlowsWithTimersEarliestFirst() {
    journal.submit(newFlow(timed("f1", 0, NOON.plusSeconds(30)), 0));
    journal.submit(newFlow(timed("f2", 0, NOON.plusSeconds(10)), 0));
    journal.submit(newFlow(timed("f3", 0, null), 0));
    journal.submit(newFlow(timed("f4", 1, NOON), 0));
    Lease lease = journal.acquire(0, "engine-1", Duration.ofMinutes(5)).orElseThrow();

    assertThat(ids(journal.withTimer(0))).containsExactly("f2", "f1");

    journal.commit(commit(lease, timed("f2", 0, null)));
    assertThat(ids(journal.withTimer(0))).containsExactly("f1");
  }

  @Test
  void listsByTimeOfSubmissionAndThenById() {
    submitAt("k-keyed", NOON.minusSeconds(10));
    submitAt("b", NOON);
    submitAt("a", NOON);
    submitAt("c", NOON.minusSeconds(20));
    FlowQuery query = FlowQuery.newest(2);
    assertThat(journal.flows(query)).extracting(row -> row.id().value()).containsExactly("b", "a");
    assertThat(journal.flows(query.after(new FlowId("a"))))
        .extracting(row -> row.id().value())
        .containsExactly("k-keyed", "c");
    assertThat(journal.flows(query.after(new FlowId("a")).withName("release")))
        .extracting(row -> row.id().value())
        .containsExactly("k-keyed", "c");
    assertThat(journal.flows(query.after(new FlowId("nowhere")))).isEmpty();
  }

  @Test
  void listsWhatAPersonShouldLookAtOldestFirst() {
    for (String id : List.of("c", "a", "b", "quiet")) {
      journal.submit(newFlow(id, 0));
    }
    Lease lease = journal.acquire(0, "engine", Duration.ofMinutes(1)).orElseThrow();
    List<FlowRow> rows =
        List.of(
            journal.flow(new FlowId("a")).orElseThrow().withAttention(NOON.plusSeconds(1)),
            journal.flow(new FlowId("b")).orElseThrow().withAttention(NOON),
            journal.flow(new FlowId("c")).orElseThrow().withAttention(NOON.plusSeconds(1)));
    journal.commit(new PartitionCommit(lease, 0, List.of(), List.of(), rows));

    List<FlowRow> first = journal.withAttention(AttentionQuery.oldest(2));
    assertThat(ids(first)).containsExactly("b", "a");
    assertThat(first).containsExactly(rows.get(1), rows.get(0));
    AttentionQuery.Place place = new AttentionQuery.Place(NOON.plusSeconds(1), new FlowId("a"));
    assertThat(ids(journal.withAttention(AttentionQuery.oldest(2).after(place))))
        .containsExactly("c");

    journal.commit(
        new PartitionCommit(
            lease, 0, List.of(), List.of(), List.of(rows.get(1).withAttention(null))));
    assertThat(ids(journal.withAttention(AttentionQuery.oldest(9)))).containsExactly("a", "c");
  }

  @Test
  void listsTheChildrenOfAFlow() {
    submitAt("parent", NOON);
    FlowRow.Parent parent = new FlowRow.Parent(new FlowId("parent"), "bill");
    FlowRow row = row("child", 0, FlowStatus.PENDING, Map.of(), null);
    FlowRow child =
        new FlowRow(
            row.id(),
            row.name(),
            row.definition(),
            row.partition(),
            row.status(),
            row.labels(),
            row.submittedAt(),
            row.changedAt(),
            null,
            null,
            parent);
    journal.submit(newFlow(child, 0));

    assertThat(journal.flow(row.id())).contains(child);
    assertThat(journal.flows(FlowQuery.newest(10).withParent(parent.flow())))
        .containsExactly(child);
    assertThat(journal.flows(FlowQuery.newest(10).withParent(row.id()))).isEmpty();
  }

  private void submitAt(String id, Instant at) {
    journal.submit(newFlow(at(id, 0, FlowStatus.PENDING, at), 0));
  }

  private void submit(String id, String name, FlowStatus status, Map<String, String> labels) {
    FlowRow row = new FlowRow(new FlowId(id), name, "hash", 0, status, labels, NOON, NOON, null);
    journal.submit(newFlow(row, 0));
  }

  private static FlowRow at(String id, int partition, FlowStatus status, Instant submittedAt) {
    return new FlowRow(
        new FlowId(id), "release", "hash", partition, status, Map.of(), submittedAt, NOON, null);
  }

  private static FlowRow timed(String id, int partition, @Nullable Instant nextTimer) {
    return row(id, partition, FlowStatus.RUNNING, Map.of(), nextTimer);
  }

  private static FlowQuery labelled(Map<String, String> labels) {
    return new FlowQuery(Set.of(), null, labels, null, 10);
  }

  private List<String> listed(FlowQuery query) {
    return ids(journal.flows(query));
  }

  private static List<String> ids(List<FlowRow> rows) {
    return rows.stream().map(row -> row.id().value()).toList();
  }
}
