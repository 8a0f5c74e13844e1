package io.taskflow.engine.journal;

import io.taskflow.protocol.FlowId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Everything that one round of a partition's loop makes durable, in one transaction.
 *
 * @param lease under which it is written
 * @param published the pointer: up to which position all effects have been published and confirmed
 * @param submitted flows that begin
 * @param entries in order; for a flow of {@code submitted} those after its first
 * @param changed the rows of flows whose list data changed
 * @param snapshots of flows that the commit has an entry of, each after its last entry; they take
 *     the place of earlier ones
 */
public record PartitionCommit(
    Lease lease,
    long published,
    List<NewFlow> submitted,
    List<JournalEntry> entries,
    List<FlowRow> changed,
    List<SnapshotRow> snapshots) {
  public PartitionCommit {
    submitted = List.copyOf(submitted);
    entries = List.copyOf(entries);
    changed = List.copyOf(changed);
    snapshots = List.copyOf(snapshots);
  }

  /** One without snapshots. */
  public PartitionCommit(
      Lease lease,
      long published,
      List<NewFlow> submitted,
      List<JournalEntry> entries,
      List<FlowRow> changed) {
    this(lease, published, submitted, entries, changed, List.of());
  }

  /** The flows that something is stored of. */
  public Set<FlowId> flows() {
    Set<FlowId> flows = new LinkedHashSet<>();
    submitted.forEach(flow -> flows.add(flow.row().id()));
    entries.forEach(entry -> flows.add(entry.flow()));
    changed.forEach(row -> flows.add(row.id()));
    return flows;
  }

  /** What must be stored of one flow: its snapshot need not be. */
  public PartitionCommit of(FlowId flow) {
    return new PartitionCommit(
        lease,
        published,
        submitted.stream().filter(begun -> begun.row().id().equals(flow)).toList(),
        entries.stream().filter(entry -> entry.flow().equals(flow)).toList(),
        changed.stream().filter(row -> row.id().equals(flow)).toList());
  }

  /** First entries of {@code submitted}, then {@code entries}. */
  public List<JournalEntry> allEntries() {
    return Stream.concat(submitted.stream().map(NewFlow::first), entries.stream()).toList();
  }
}
