package io.taskflow.engine.journal.jdbc;

import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.journal.NewFlow;
import io.taskflow.engine.journal.PartitionCommit;
import java.util.List;

/** Something that one caller wants to be stored, alone or in a transaction with others. */
sealed interface Write {

  /** What the owner of a partition decided. */
  record Commit(PartitionCommit commit) implements Write {}

  /** A flow from somebody who need not own its partition. */
  record Submit(NewFlow flow) implements Write {}

  /** All entries that it adds. */
  default List<JournalEntry> entries() {
    return switch (this) {
      case Commit(PartitionCommit commit) -> commit.allEntries();
      case Submit(NewFlow flow) -> List.of(flow.first());
    };
  }

  /** All flows that it begins. */
  default List<NewFlow> flows() {
    return switch (this) {
      case Commit(PartitionCommit commit) -> commit.submitted();
      case Submit(NewFlow flow) -> List.of(flow);
    };
  }

  /** What it is, for errors. */
  default String description() {
    return switch (this) {
      case Commit(PartitionCommit commit) ->
          "storing "
              + entries().size()
              + " entries of partition "
              + commit.lease().partition()
              + " for engine "
              + commit.lease().owner();
      case Submit(NewFlow flow) -> "submitting flow " + flow.row().id();
    };
  }
}
