package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.EntryCodec;
import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.journal.JournalUnavailableException;
import io.taskflow.engine.journal.PartitionRow;
import io.taskflow.engine.machine.Effect;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowEvent.AttemptOpened;
import io.taskflow.engine.machine.FlowMachine;
import io.taskflow.engine.machine.OpenAttempt;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.FlowId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes a partition over: publishes again what may not have reached the broker, with the same
 * tokens and event ids, and arms the timers. It costs what was in the air, not what is in flight.
 */
final class PartitionRecovery {

  private final EngineContext context;
  private final FlowTurns turns;

  /** What the open attempts of flows need, so that it is found once for each flow. */
  private final Map<FlowId, List<Effect>> outstanding = new HashMap<>();

  PartitionRecovery(EngineContext context, FlowTurns turns) {
    this.context = context;
    this.turns = turns;
  }

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

  /**
   * Publishes the effects of one entry again. A flow that can't be read is reported and left where
   * it is; the others of the partition go on.
   *
   * @throws JournalUnavailableException before anything is published; call it again then
   */
  void publishAgain(JournalEntry entry) {
    try {
      turns.flows().get(entry.flow()).ifPresent(flow -> publishAgain(flow, entry));
      turns.flows().trim();
    } catch (JournalUnavailableException e) {
      throw e;
    } catch (RuntimeException e) {
      Faults.report(context, turns.partition(), "take over", entry.flow(), e);
    }
  }

  /** Flows with timers are looked at when the first of these is due, and stay on disk till then. */
  void arm(List<FlowRow> withTimer) {
    for (FlowRow row : withTimer) {
      Instant next = row.nextTimer();
      if (next != null) {
        turns.lookAt(row.id(), next);
      }
    }
  }

  private void publishAgain(LiveFlow flow, JournalEntry entry) {
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
        outstanding
            .computeIfAbsent(flow.id(), id -> FlowMachine.outstanding(flow.plan(), flow.state()))
            .stream()
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
}
