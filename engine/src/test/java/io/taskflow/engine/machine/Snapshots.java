package io.taskflow.engine.machine;

import io.taskflow.engine.journal.SnapshotCodec;
import io.taskflow.engine.journal.SnapshotRow;
import io.taskflow.engine.plan.FlowPlan;
import java.util.Objects;

/** Snapshots as they come back from the journal. */
final class Snapshots {

  private Snapshots() {}

  /** The state that is read from a snapshot of a state. */
  static FlowState writtenAndRead(FlowState state, FlowPlan compiled) {
    String text =
        Objects.requireNonNull(SnapshotCodec.write(Snapshot.of(state), Integer.MAX_VALUE));
    SnapshotRow row = new SnapshotRow(state.id(), 1, SnapshotCodec.VERSION, 1, text);
    return SnapshotCodec.read(row, compiled);
  }
}
