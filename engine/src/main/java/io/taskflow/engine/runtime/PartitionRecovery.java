package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.EntryCodec;
import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.journal.PartitionRow;
import io.taskflow.engine.machine.Effect;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowEvent.AttemptOpened;
import io.taskflow.engine.machine.FlowMachine;
import io.taskflow.engine.machine.OpenAttempt;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.FlowId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes a partition over: publishes again what may not have reached the broker, with the same
 * tokens and event ids, and arms the timers. It costs what was in the air, not what is in flight.
 */
final class PartitionRecovery {

  private PartitionRecovery() {}

  /**
   * Where the former owner stopped.
   *
   * @param published up to which position everything has reached the broker
   * @param lastPosition the highest position that is taken
   * @param unpublished the entries whose effects may be missing
   * @param withTimer flows that have timers
   */
  record Start(
      long published, long lastPosition, List<JournalEntry> unpublished, List<FlowRow> withTimer) {}

  static Start read(Journal journal, int partition) {
    PartitionRow row =
        journal.partitionRows().stream()
            .filter(p -> p.partition() == partition)
            .findFirst()
            .orElseThrow();
    return new Start(
        row.published(),
        row.lastPosition(),
        journal.entriesAfter(partition, row.published()),
        journal.withTimer(partition));
  }

  static void resume(Start start, FlowTurns turns) {
    Set<FlowId> armed = new HashSet<>();
    for (JournalEntry entry : start.unpublished()) {
      turns
          .flows()
          .get(entry.flow())
          .ifPresent(
              flow -> {
                publishAgain(turns, flow, entry);
                arm(turns, flow, armed);
              });
    }
    for (FlowRow row : start.withTimer()) {
      turns.flows().get(row.id()).ifPresent(flow -> arm(turns, flow, armed));
    }
  }

  private static void publishAgain(FlowTurns turns, LiveFlow flow, JournalEntry entry) {
    EntryCodec.Body body = EntryCodec.read(entry);
    Set<AttemptToken> opened = new HashSet<>();
    List<FlowEvent> announced = new ArrayList<>();
    long first = body.first();
    if (first == 2) {
      announced.add(FlowRows.submission(flow.state()));
      first = 1;
    }
    for (FlowEvent event : body.events()) {
      announced.addAll(event.announced());
      if (event instanceof AttemptOpened o) {
        opened.add(o.token());
      }
    }
    List<Effect> dispatches =
        FlowMachine.outstanding(flow.plan(), flow.state()).stream()
            .filter(e -> e instanceof Effect.Dispatch d && missing(flow, d, opened))
            .toList();
    turns
        .outbox()
        .publish(entry.position(), flow.plan(), flow.state(), dispatches, first, announced);
  }

  /** A request that is new since the pointer, and that nobody is known to have begun. */
  private static boolean missing(
      LiveFlow flow, Effect.Dispatch dispatch, Set<AttemptToken> opened) {
    OpenAttempt open = flow.state().atom(dispatch.atom()).open();
    return open != null && !open.held() && opened.contains(dispatch.token());
  }

  private static void arm(FlowTurns turns, LiveFlow flow, Set<FlowId> armed) {
    if (!armed.add(flow.id())) {
      return;
    }
    for (Effect effect : FlowMachine.outstanding(flow.plan(), flow.state())) {
      if (effect instanceof Effect.SetTimer set) {
        turns.resumeTimer(flow.id(), set.timer());
      }
    }
  }
}
