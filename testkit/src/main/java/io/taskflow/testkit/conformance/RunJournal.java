package io.taskflow.testkit.conformance;

import io.taskflow.engine.journal.EntryCodec;
import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.journal.SnapshotCodec;
import io.taskflow.engine.journal.SnapshotRow;
import io.taskflow.engine.machine.AtomState;
import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowEvent.FlowSubmitted;
import io.taskflow.engine.machine.FlowMachine;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.Snapshot;
import io.taskflow.engine.machine.Transitions;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.protocol.Json;
import io.taskflow.testkit.conformance.facts.Mismatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;

/**
 * The events of a flow, and what they changed. Checks after each that the order of atoms was kept.
 * Not thread-safe.
 */
final class RunJournal {

  /** What changes when the flow itself does. */
  static final String FLOW = "@flow";

  /**
   * A change of status.
   *
   * @param who the atom, or {@link #FLOW}
   * @param from the status before
   * @param to the status after
   */
  record Change(String who, String from, String to) {}

  private final FlowPlan plan;
  private final AtomOrder order;
  private final FlowState begin;
  private final List<FlowEvent> events = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();
  private final List<Mismatch> broken = new ArrayList<>();
  private final Set<Object> walked = new HashSet<>();
  private final CurrentFailures current = new CurrentFailures();
  private FlowState state;

  RunJournal(FlowPlan plan, FlowSubmitted submitted) {
    this.plan = plan;
    this.order = new AtomOrder(plan);
    this.begin = FlowMachine.begin(plan, submitted);
    this.state = begin;
  }

  /** Adds an event. */
  void append(FlowEvent event) {
    FlowState before = state;
    FlowEvent read = writtenAndRead(event);
    state = FlowMachine.apply(before, read);
    events.add(read);
    current.note(read);
    for (int atom = 0; atom < plan.atomCount(); atom++) {
      AtomStatus from = before.atom(atom).status();
      AtomStatus to = state.atom(atom).status();
      if (from != to) {
        changes.add(new Change(plan.atom(atom).name(), from.name(), to.name()));
        walked.add(new Transitions.OfAtom(from, to));
        checkOrder(atom, to);
      }
    }
    if (before.status() != state.status()) {
      changes.add(new Change(FLOW, before.status().name(), state.status().name()));
      walked.add(new Transitions.OfFlow(before.status(), state.status()));
    }
  }

  /** The event as it comes back from a journal. */
  private FlowEvent writtenAndRead(FlowEvent event) {
    String body = EntryCodec.write(new EntryCodec.Body(1, List.of(event)));
    JournalEntry entry = new JournalEntry(state.id(), 1, 0, 1, event.at(), body);
    return EntryCodec.read(entry).events().getFirst();
  }

  /** The state as it comes back from a snapshot. */
  private FlowState writtenAndRead(FlowState live) {
    String text = Objects.requireNonNull(SnapshotCodec.write(Snapshot.of(live), Integer.MAX_VALUE));
    return SnapshotCodec.read(new SnapshotRow(live.id(), 1, SnapshotCodec.VERSION, 1, text), plan);
  }

  private void checkOrder(int atom, AtomStatus to) {
    if (to == AtomStatus.RUNNING) {
      for (int earlier : order.before(atom)) {
        check(atom, to, earlier, Set.of(AtomStatus.SUCCESS, AtomStatus.IGNORE));
      }
    } else if (to == AtomStatus.REVERTING) {
      for (int later : order.after(atom)) {
        check(atom, to, later, Set.of(AtomStatus.PENDING, AtomStatus.REVERTED, AtomStatus.IGNORE));
      }
    }
  }

  private void check(int atom, AtomStatus to, int other, Set<AtomStatus> allowed) {
    AtomStatus status = state.atom(other).status();
    if (!allowed.contains(status)) {
      broken.add(
          Mismatch.broken(
              "order",
              "'%s' became %s while '%s' was %s"
                  .formatted(plan.atom(atom).name(), to, plan.atom(other).name(), status)));
    }
  }

  /** Makes sure that the live state of an engine is what the events say. */
  void check(FlowState live) {
    FlowState folded = FlowMachine.apply(begin, events);
    if (!folded.equals(live)) {
      broken.add(
          Mismatch.broken(
              "journal",
              "after %d events the live state %s is not the folded state %s"
                  .formatted(events.size(), live, folded)));
    }
    if (!writtenAndRead(live).equals(live)) {
      broken.add(
          Mismatch.broken(
              "snapshot",
              "after %d events the state of a snapshot is not the live state %s"
                  .formatted(events.size(), live)));
    }
  }

  FlowPlan plan() {
    return plan;
  }

  AtomOrder order() {
    return order;
  }

  /** The state after all events. */
  FlowState state() {
    return state;
  }

  List<FlowEvent> events() {
    return events;
  }

  /** Failures that are current, of executes and of reverts. */
  SortedMap<String, Json> standingFailures() {
    SortedMap<String, Json> failures = current.now();
    for (int atom = 0; atom < plan.atomCount(); atom++) {
      AtomState one = state.atom(atom);
      if (one.status() == AtomStatus.REVERT_FAILURE && one.revertFailure() != null) {
        failures.put("revert of " + plan.atom(atom).name(), Rendering.failure(one.revertFailure()));
      }
    }
    return failures;
  }

  /** Which failures are current, told from the events alone. */
  CurrentFailures current() {
    return current;
  }

  /** All changes of status, in order. */
  List<Change> changes() {
    return changes;
  }

  /** Rules that were broken. */
  List<Mismatch> broken() {
    return broken;
  }

  /** The kinds of changes that happened: {@link Transitions.OfFlow} and of atoms. */
  Set<Object> walked() {
    return walked;
  }
}
