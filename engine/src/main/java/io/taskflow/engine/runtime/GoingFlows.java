package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.FlowQuery;
import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.machine.FlowStatus;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The flows of a partition that go on, as the journal has them, page by page. What is begun
 * meanwhile may be left out. Owned by the partition's loop.
 */
final class GoingFlows {

  private final Journal journal;
  private final Queue<FlowRow> page = new ArrayDeque<>();
  private @Nullable FlowQuery rest;

  GoingFlows(Journal journal, int partition) {
    this.journal = journal;
    this.rest =
        FlowQuery.newest(FlowQuery.MAX_LIMIT)
            .withStatuses(FlowStatus.RUNNING, FlowStatus.SUSPENDING)
            .withPartition(partition);
  }

  /** Whether the next one has to be looked for in the journal. */
  boolean atEndOfPage() {
    return page.isEmpty();
  }

  /**
   * The next one; null if there is no other.
   *
   * @throws io.taskflow.engine.journal.JournalUnavailableException to be called again then
   */
  @Nullable FlowRow next() {
    FlowQuery query = rest;
    if (page.isEmpty() && query != null) {
      List<FlowRow> rows = journal.flows(query);
      page.addAll(rows);
      rest = rows.isEmpty() ? null : query.after(rows.getLast().id());
    }
    return page.poll();
  }
}
