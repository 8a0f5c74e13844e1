package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.EntryCodec;
import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.journal.Journal;
import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.journal.JournalUnavailableException;
import io.taskflow.engine.journal.PartitionRow;
import io.taskflow.engine.machine.Effect;
import io.taskflow.engine.machine.Effect.Dispatch;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowMachine;
import io.taskflow.engine.runtime.Outbox.Consequences;
import io.taskflow.protocol.FlowId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Takes a partition over: publishes again what may not have reached the broker, with the same
 * tokens and event ids, and arms the timers. It costs what was in the air, not what is in flight.
 */
final class PartitionRecovery {

  /** How many entries are read at once. */
  private static final int PAGE = 500;

  private final EngineContext context;
  private final FlowTurns turns;
  private final Start start;

  /** What is read and not published again yet. */
  private final ArrayDeque<JournalEntry> page = new ArrayDeque<>();

  /** Up to which position everything has been published again. */
  private long reached;

  /** What the open attempts of flows need, so that it is found once for each flow. */
  private final Map<FlowId, List<Effect>> outstanding = new HashMap<>();

  PartitionRecovery(EngineContext context, FlowTurns turns, Start start) {
    this.context = context;
    this.turns = turns;
    this.start = start;
    this.reached = start.published();
  }

  /**
   * Where the former owner stopped.
   *
   * @param published up to which position everything has reached the broker
   * @param lastPosition the highest position that is taken
   * @param withTimer flows that have timers
   */
  record Start(long published, long lastPosition, List<FlowRow> withTimer) {}

  static Start read(Journal journal, int partition) {
    PartitionRow row =
        journal.partitionRows().stream()
            .filter(p -> p.partition() == partition)
            .findFirst()
            .orElseThrow();
    return new Start(row.published(), row.lastPosition(), journal.withTimer(partition));
  }

  /** Whether the next entry has to be read first. */
  boolean atEndOfPage() {
    return page.isEmpty();
  }

  /**
   * Publishes the effects of one more entry again. A flow that can't be read is reported and left
   * where it is; the others of the partition go on.
   *
   * @return false if there is no entry left
   * @throws JournalUnavailableException before anything is published; call it again then
   */
  boolean proceed() {
    if (page.isEmpty()) {
      page.addAll(context.journal().entriesAfter(turns.partition(), reached, PAGE));
    }
    JournalEntry next = page.peek();
    if (next == null) {
      return false;
    }
    publishAgain(next);
    turns.outbox().send();
    page.remove();
    reached = next.position();
    return true;
  }

  private void publishAgain(JournalEntry entry) {
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
  void arm() {
    for (FlowRow row : start.withTimer()) {
      Instant next = row.nextTimer();
      if (next != null) {
        turns.lookAt(row.id(), next);
      }
    }
  }

  private void publishAgain(LiveFlow flow, JournalEntry entry) {
    EntryCodec.Body body = EntryCodec.read(entry);
    Due due = Due.of(body.events());
    List<FlowEvent> announced = new ArrayList<>();
    long first = body.first();
    if (first == 2) {
      announced.add(FlowRows.submission(flow.state()));
      first = 1;
    }
    for (FlowEvent event : body.events()) {
      announced.addAll(event.announced());
    }
    List<Effect> missing = new ArrayList<>();
    for (Effect effect :
        outstanding.computeIfAbsent(flow.id(), id -> FlowMachine.outstanding(flow.state()))) {
      if (due.has(flow.state(), effect)) {
        missing.add(effect);
      }
    }
    List<Dispatch> unsure = missing.stream().flatMap(e -> unsure(flow, e)).toList();
    if (!unsure.isEmpty()) {
      missing.removeAll(unsure);
      turns.outbox().repeat(entry.position(), flow.id(), unsure);
    }
    turns
        .outbox()
        .publish(
            new Consequences(
                entry.position(), flow.plan(), flow.state(), missing, first, announced),
            false);
  }

  /** Of what may have been begun before anyway, one more copy need not be noted. */
  private static Stream<Dispatch> unsure(LiveFlow flow, Effect effect) {
    return effect instanceof Dispatch request && !flow.state().atom(request.task()).begun()
        ? Stream.of(request)
        : Stream.empty();
  }
}
