package io.taskflow.engine.journal.jdbc;

import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.journal.LeaseLostException;
import io.taskflow.engine.journal.NewFlow;
import io.taskflow.engine.journal.PartitionCommit;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is executed inside a transaction to store a number of {@link Write}s. Thread-safe. */
final class WriteStatements {

  private final DefinitionTable definitions;
  private final EntryTable entries;
  private final SnapshotTable snapshots;
  private final FlowTable flows;
  private final PartitionTable partitions;
  private final @Nullable SmallCommit small;

  WriteStatements(Dialect dialect, DefinitionTable definitions, EntryTable entries) {
    this.definitions = definitions;
    this.entries = entries;
    this.snapshots = new SnapshotTable(dialect);
    this.flows = new FlowTable(dialect);
    this.partitions = new PartitionTable(dialect);
    this.small = dialect.takesSeveral() ? new SmallCommit(dialect, flows) : null;
  }

  /** A write that {@link #storeInOneTrip} takes, if it is one. */
  Optional<PartitionCommit> forOneTrip(Write write) {
    return small != null
            && write instanceof Write.Commit(PartitionCommit commit)
            && SmallCommit.fitsOneTrip(commit)
            && definitions.remembers(commit.submitted())
        ? Optional.of(commit)
        : Optional.empty();
  }

  /**
   * Stores it outside of a transaction.
   *
   * @return whether it is stored; if not, {@link #store} tells the reason
   */
  boolean storeInOneTrip(Session session, PartitionCommit commit) throws SQLException {
    return Objects.requireNonNull(small).store(session, commit);
  }

  /**
   * Stores all, each kind of row in one batch.
   *
   * @return those (the same objects) that were refused because their flow is there already
   * @throws LeaseLostException if a lease of one of them is over
   */
  Set<Write> store(Session session, List<Write> writes) throws SQLException {
    List<PartitionCommit> commits = commits(writes);
    partitions.fence(session, commits);
    definitions.insert(session, writes.stream().flatMap(write -> write.flows().stream()).toList());
    Set<Write> refused = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Write write : writes) {
      if (write instanceof Write.Submit(NewFlow flow) && !flows.insertIfNew(session, flow)) {
        refused.add(write);
      }
    }
    List<NewFlow> begun = new ArrayList<>();
    List<FlowRow> changed = new ArrayList<>();
    for (PartitionCommit commit : commits) {
      begun.addAll(commit.submitted());
      changed.addAll(commit.changed());
    }
    flows.insert(session, begun);
    entries.insert(session, entries(writes, refused));
    flows.update(session, changed);
    snapshots.store(session, commits);
    return refused;
  }

  /**
   * Makes sure that a commit whose entries were found to be there is exactly this one.
   *
   * @throws LeaseLostException if it is another one, or the lease is over
   */
  void confirm(Session session, PartitionCommit commit) throws SQLException {
    partitions.fence(session, List.of(commit));
    List<JournalEntry> all = commit.allEntries();
    List<JournalEntry> missing = entries.notStored(session, all);
    if (!missing.isEmpty()) {
      JournalEntry taken = entries.firstTaken(session, all).orElse(all.getFirst());
      throw LeaseLostException.entryTaken(commit.lease(), taken);
    }
  }

  /** Whether all entries are there as they are. */
  boolean isStored(Session session, Write write) throws SQLException {
    return entries.notStored(session, write.entries()).isEmpty();
  }

  /** Another process may have forgotten definitions that this one remembers. */
  void definitionsMayBeGone() {
    definitions.forgetAll();
  }

  /** To be called when what was stored is durable. */
  void stored(List<Write> writes) {
    for (Write write : writes) {
      definitions.remember(write.flows());
    }
  }

  private static List<PartitionCommit> commits(List<Write> writes) {
    List<PartitionCommit> commits = new ArrayList<>();
    for (Write write : writes) {
      if (write instanceof Write.Commit(PartitionCommit commit)) {
        commits.add(commit);
      }
    }
    return commits;
  }

  private static List<JournalEntry> entries(List<Write> writes, Set<Write> refused) {
    return writes.stream()
        .filter(write -> !refused.contains(write))
        .flatMap(write -> write.entries().stream())
        .toList();
  }
}
