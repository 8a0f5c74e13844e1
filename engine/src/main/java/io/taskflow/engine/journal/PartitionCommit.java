package io.taskflow.engine.journal;

import java.util.List;
import java.util.stream.Stream;

/**
 * Everything that one round of a partition's loop makes durable, in one transaction.
 *
 * @param lease under which it is written
 * @param published the pointer: up to which position all effects have been published and confirmed
 * @param submitted flows that begin
 * @param entries in order; for a flow of {@code submitted} those after its first
 * @param changed the rows of flows whose list data changed
 */
public record PartitionCommit(
    Lease lease,
    long published,
    List<NewFlow> submitted,
    List<JournalEntry> entries,
    List<FlowRow> changed) {
  public PartitionCommit {
    submitted = List.copyOf(submitted);
    entries = List.copyOf(entries);
    changed = List.copyOf(changed);
  }

  /** First entries of {@code submitted}, then {@code entries}. */
  public List<JournalEntry> allEntries() {
    return Stream.concat(submitted.stream().map(NewFlow::first), entries.stream()).toList();
  }
}
