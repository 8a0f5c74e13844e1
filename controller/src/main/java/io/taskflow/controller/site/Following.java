package io.taskflow.controller.site;

import io.taskflow.engine.journal.EntryCodec;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.journal.SnapshotRow;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.protocol.FlowId;
import java.util.ArrayList;
import java.util.List;

/** Reads what happens to a flow from the journal, as it is stored there. Not thread-safe. */
public final class Following {

  private final Journal journal;
  private final FlowId flow;
  private long seq;

  private Following(Journal journal, FlowId flow, long seq) {
    this.journal = journal;
    this.flow = flow;
    this.seq = seq;
  }

  /** All that is kept, and what comes. */
  public static Following fromStart(Journal journal, FlowId flow) {
    return new Following(journal, flow, 0);
  }

  /** What comes after what is stored now. */
  public static Following fromNow(Journal journal, FlowId flow) {
    long known = journal.snapshot(flow).map(SnapshotRow::seq).orElse(0L);
    Following following = new Following(journal, flow, known);
    following.next();
    return following;
  }

  /** What has happened since the last call, in order; empty if nothing. */
  public List<FlowEvent> next() {
    List<FlowEvent> events = new ArrayList<>();
    for (JournalEntry entry : journal.entries(flow, seq)) {
      events.addAll(EntryCodec.read(entry).events());
      seq = entry.seq();
    }
    return events;
  }
}
