package io.taskflow.testkit.chaos;

import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.journal.PartitionRow;
import io.taskflow.testkit.chaos.ledger.Ledger;
import io.taskflow.testkit.chaos.ledger.LedgerLine;
import io.taskflow.testkit.chaos.ledger.LedgerLine.Mark;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has to be seen after a fault for it to be overcome. Made before the fault; owned by one
 * thread.
 */
interface Recovery {

  /**
   * Whether it is overcome now.
   *
   * @param endedAt when the fault was ended; null if it has not been
   */
  boolean over(@Nullable Instant endedAt) throws IOException;

  /** Nothing that could be lost was in the hands of what is hit. */
  default boolean nothingToDo() {
    return false;
  }

  /** For broker and database: something has happened to a flow after the fault has ended. */
  static Recovery ofServer(Heard heard) {
    return endedAt -> endedAt != null && heard.newest().isAfter(endedAt);
  }

  /**
   * For an engine: each partition that it has belongs to somebody else, or what it published after
   * the fault is confirmed.
   */
  static Recovery ofEngine(Journal journal, String engine) {
    Map<Integer, PartitionRow> before = new HashMap<>();
    try {
      for (PartitionRow row : journal.partitionRows()) {
        if (engine.equals(row.owner())) {
          before.put(row.partition(), row);
        }
      }
    } catch (JournalException away) {
      before.clear(); // the database is away: what the engine has can't be told
    }
    return new Recovery() {
      @Override
      public boolean over(@Nullable Instant endedAt) {
        try {
          return journal.partitionRows().stream().allMatch(this::isBack);
        } catch (JournalException away) {
          return false;
        }
      }

      private boolean isBack(PartitionRow row) {
        PartitionRow old = before.get(row.partition());
        return old == null
            || row.owner() != null && row.epoch() > old.epoch()
            || row.published() > old.lastPosition();
      }

      @Override
      public boolean nothingToDo() {
        return before.isEmpty();
      }
    };
  }

  /**
   * For a worker: all that it has in hand has gone on, there or elsewhere, or nobody waits for it
   * any more.
   */
  static Recovery ofWorker(Site site, Heard heard, long process) throws IOException {
    Ledger.Part before = site.ledger().read();
    Map<String, String> open = new HashMap<>();
    for (LedgerLine line : before.lines()) {
      if (line.process() == process && line.mark() == Mark.BEGUN) {
        open.put(line.executionKey(), line.flow());
      } else {
        open.remove(line.executionKey());
      }
    }
    return new Recovery() {
      @Override
      public boolean over(@Nullable Instant endedAt) throws IOException {
        Set<String> goneOn = new HashSet<>();
        site.ledger()
            .readFrom(before.end())
            .lines()
            .forEach(line -> goneOn.add(line.executionKey()));
        return open.entrySet().stream()
            .allMatch(
                entry -> goneOn.contains(entry.getKey()) || heard.end(entry.getValue()) != null);
      }

      @Override
      public boolean nothingToDo() {
        return open.isEmpty();
      }
    };
  }
}
