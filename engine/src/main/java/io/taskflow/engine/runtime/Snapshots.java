package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.journal.SnapshotCodec;
import io.taskflow.engine.journal.SnapshotRow;
import io.taskflow.engine.machine.Snapshot;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes snapshots of flows whose journal has become long. Owned by the partition's loop. */
final class Snapshots {

  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

  /** Most characters of a snapshot. A state that is larger is folded from its entries. */
  private static final int MAX_LENGTH = 1 << 25;

  private final EngineContext context;
  private final int partition;

  Snapshots(EngineContext context, int partition) {
    this.context = context;
    this.partition = partition;
  }

  /**
   * What is to be stored with an entry, the last one of its flow so far, besides that.
   *
   * @return null if no snapshot is due, or none can be made; flows go on without
   */
  @Nullable SnapshotRow after(LiveFlow flow, JournalEntry entry) {
    Tail tail = flow.tail();
    tail.entry(entry.body().length());
    if (!tail.due(context.bounds().snapshotEvery())) {
      return null;
    }
    String state = write(flow);
    tail.snapshot(state == null ? MAX_LENGTH : state.length());
    if (state == null) {
      return null;
    }
    long keepFrom = Math.max(1, entry.seq() - context.bounds().keepEntries() + 1);
    return new SnapshotRow(flow.id(), entry.seq(), SnapshotCodec.VERSION, keepFrom, state);
  }

  private @Nullable String write(LiveFlow flow) {
    try {
      String state = SnapshotCodec.write(Snapshot.of(flow.state()), MAX_LENGTH);
      if (state == null) {
        LOG.warn(
            "partition {}: flow {} is too large for a snapshot of {} characters, so its journal is"
                + " kept whole and read from its beginning",
            partition,
            flow.id(),
            MAX_LENGTH);
      }
      return state;
    } catch (RuntimeException e) {
      Faults.report(context, partition, "take a snapshot of", flow.id(), e);
      return null;
    }
  }
}
