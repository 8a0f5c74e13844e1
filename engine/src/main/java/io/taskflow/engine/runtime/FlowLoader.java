package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.EntryCodec;
import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.journal.SnapshotCodec;
import io.taskflow.engine.journal.SnapshotRow;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowEvent.FlowSubmitted;
import io.taskflow.engine.machine.FlowMachine;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.metrics.EngineMetrics;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.protocol.FlowId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads flows from the journal: their last snapshot, and the fold of the entries after it.
 * Thread-safe.
 */
final class FlowLoader {

  private static final Logger LOG = LoggerFactory.getLogger(FlowLoader.class);

  /** How often it looks again if entries were deleted between its look at the snapshot and them. */
  private static final int TRIES = 5;

  private final Journal journal;
  private final Plans plans;
  private final EngineMetrics metrics;

  FlowLoader(EngineContext context) {
    this(context.journal(), context.plans(), context.metrics());
  }

  FlowLoader(Journal journal, Plans plans, EngineMetrics metrics) {
    this.journal = journal;
    this.plans = plans;
    this.metrics = metrics;
  }

  /** The flow as stored; empty if there is none of that id. */
  Optional<LiveFlow> load(FlowId id) {
    return journal.flow(id).map(this::load);
  }

  private LiveFlow load(FlowRow row) {
    for (int i = 0; i < TRIES; i++) {
      SnapshotRow snapshot = journal.snapshot(row.id()).orElse(null);
      FlowState from = snapshot == null ? null : state(snapshot, plans.stored(row.definition()));
      long after = snapshot == null || from == null ? 0 : snapshot.seq();
      List<JournalEntry> entries = journal.entries(row.id(), after);
      if (follow(entries, after)) {
        return fold(row, snapshot, from, entries);
      }
    }
    throw new JournalException(
        "flow "
            + row.id()
            + " can't be read: entries are missing between what is known of it and the first one"
            + " that is kept. If its snapshot is of a newer version, upgrade this engine; else the"
            + " journal is damaged",
        null);
  }

  /** Whether nothing is missing. A journal that has no entries at all is told apart later. */
  private static boolean follow(List<JournalEntry> entries, long after) {
    long seq = after;
    for (JournalEntry entry : entries) {
      if (entry.seq() != ++seq) {
        return false;
      }
    }
    return true;
  }

  /** Null if it can't be used: the entries say the same, if they are all there. */
  private @Nullable FlowState state(SnapshotRow snapshot, FlowPlan compiled) {
    if (!SnapshotCodec.knows(snapshot)) {
      LOG.info(
          "flow {} has a snapshot of version {}, which this release does not know",
          snapshot.flow(),
          snapshot.version());
      return null;
    }
    try {
      return SnapshotCodec.read(snapshot, compiled);
    } catch (JournalException e) {
      metrics.fault();
      LOG.error("flow {}: its snapshot can't be used", snapshot.flow(), e);
      return null;
    }
  }

  private LiveFlow fold(
      FlowRow row,
      @Nullable SnapshotRow snapshot,
      @Nullable FlowState from,
      List<JournalEntry> entries) {
    List<FlowEvent> events = new ArrayList<>();
    long length = 0;
    for (JournalEntry entry : entries) {
      events.addAll(EntryCodec.read(entry).events());
      length += entry.body().length();
    }
    metrics.loaded(entries.size());
    if (snapshot != null && from != null) {
      return new LiveFlow(
          FlowMachine.apply(from, events),
          row,
          snapshot.seq() + entries.size(),
          new Tail(snapshot.state().length(), entries.size(), length));
    }
    if (events.isEmpty() || !(events.getFirst() instanceof FlowSubmitted submitted)) {
      throw new JournalException(
          "flow " + row.id() + " is listed, but its journal has no beginning", null);
    }
    FlowState begun = FlowMachine.begin(plans.stored(submitted.definition()), submitted);
    return new LiveFlow(
        FlowMachine.apply(begun, events.subList(1, events.size())),
        row,
        entries.size(),
        new Tail(0, entries.size(), length));
  }
}
