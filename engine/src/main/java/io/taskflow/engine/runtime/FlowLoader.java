package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.EntryCodec;
import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.journal.JournalException;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowEvent.FlowSubmitted;
import io.taskflow.engine.machine.FlowMachine;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.protocol.FlowId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads flows from the journal by folding their entries. Thread-safe. */
final class FlowLoader {

  private final Journal journal;
  private final Plans plans;

  FlowLoader(Journal journal, Plans plans) {
    this.journal = journal;
    this.plans = plans;
  }

  /** The flow as stored; empty if there is none of that id. */
  Optional<LiveFlow> load(FlowId id) {
    return journal.flow(id).map(this::load);
  }

  private LiveFlow load(FlowRow row) {
    List<JournalEntry> entries = journal.entries(row.id());
    if (entries.isEmpty()
        || !(EntryCodec.read(entries.getFirst()).events().getFirst()
            instanceof FlowSubmitted submitted)) {
      throw new JournalException(
          "flow " + row.id() + " is listed, but its journal has no beginning", null);
    }
    FlowPlan plan = plans.stored(submitted.definition());
    List<FlowEvent> events = new ArrayList<>();
    for (JournalEntry entry : entries) {
      events.addAll(EntryCodec.read(entry).events());
    }
    FlowState state =
        FlowMachine.apply(FlowMachine.begin(plan, submitted), events.subList(1, events.size()));
    return new LiveFlow(state, row, entries.getLast().seq());
  }
}
