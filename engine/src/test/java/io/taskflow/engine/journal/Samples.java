package io.taskflow.engine.journal;

import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.protocol.FlowId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows, entries and commits to store. */
public final class Samples {

  /** When everything happens unless said otherwise. */
  public static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");

  private Samples() {}

  /** A flow that was just submitted. */
  public static NewFlow newFlow(String id, int partition) {
    return newFlow(row(id, partition, FlowStatus.PENDING, Map.of(), null), 0);
  }

  /** The same through the owner of the partition, which gives its first entry a position. */
  public static NewFlow newFlow(String id, int partition, long position) {
    return newFlow(row(id, partition, FlowStatus.PENDING, Map.of(), null), position);
  }

  /** A flow with this row. */
  public static NewFlow newFlow(FlowRow row, long position) {
    JournalEntry first = entry(row.id().value(), 1, row.partition(), position, "[\"submitted\"]");
    return new NewFlow(row, "{\"of\":\"" + row.definition() + "\"}", first);
  }

  /** A flow's row. */
  public static FlowRow row(
      String id,
      int partition,
      FlowStatus status,
      Map<String, String> labels,
      @Nullable Instant nextTimer) {
    return new FlowRow(
        new FlowId(id),
        "release",
        "hash-of-release",
        partition,
        status,
        labels,
        NOON,
        NOON,
        nextTimer);
  }

  /** An entry. */
  public static JournalEntry entry(
      String flow, long seq, int partition, long position, String body) {
    return new JournalEntry(new FlowId(flow), seq, partition, position, NOON, body);
  }

  /** A commit of entries and nothing else. */
  public static PartitionCommit commit(Lease lease, JournalEntry... entries) {
    return new PartitionCommit(lease, 0, List.of(), List.of(entries), List.of());
  }

  /** A commit of a flow's beginning and nothing else. */
  public static PartitionCommit commit(Lease lease, NewFlow flow) {
    return new PartitionCommit(lease, 0, List.of(flow), List.of(), List.of());
  }

  /** A commit of a changed row and nothing else. */
  public static PartitionCommit commit(Lease lease, FlowRow changed) {
    return new PartitionCommit(lease, 0, List.of(), List.of(), List.of(changed));
  }
}
