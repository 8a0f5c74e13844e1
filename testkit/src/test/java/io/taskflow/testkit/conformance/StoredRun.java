package io.taskflow.testkit.conformance;

import io.taskflow.engine.journal.EntryCodec;
import io.taskflow.engine.journal.JournalEntry;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.protocol.Action;
import io.taskflow.testkit.conformance.facts.Comparison;
import io.taskflow.testkit.conformance.facts.Facts;
import io.taskflow.testkit.conformance.facts.Mismatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Reads the facts of a run out of the journal of a real engine. Lives for one flow. */
final class StoredRun {

  private final Compiled compiled;
  private final FlowPlan plan;
  private final RunJournal journal;
  private final RetryCalls retryCalls;
  private final Observation observation;
  private final List<FlowEvent> events;
  private final Map<String, Integer> reverts = new HashMap<>();
  private int read;

  StoredRun(Compiled compiled, List<JournalEntry> entries) {
    this.compiled = compiled;
    this.plan = compiled.plan();
    this.events =
        entries.stream().flatMap(entry -> EntryCodec.read(entry).events().stream()).toList();
    this.journal = new RunJournal(plan, (FlowEvent.FlowSubmitted) events.getFirst());
    this.retryCalls = new RetryCalls(plan, compiled.world(), journal.current());
    this.observation = new Observation(plan);
    this.read = 1;
  }

  /** The facts that differ. */
  List<Mismatch> mismatches(List<Integer> phaseEnds) {
    for (int phase = 0; phase < phaseEnds.size(); phase++) {
      while (read < phaseEnds.get(phase)) {
        take(events.get(read++));
      }
      journal.current().keep(Observation.surfaced(phase), journal.standingFailures());
      observation.phase(
          phase, journal.state(), new PhaseEnd(false, null), phase == phaseEnds.size() - 1);
    }
    compiled.deciders().settle(link -> true);
    Facts observed = observation.end(journal, compiled.world(), compiled.deciders());
    Facts recorded = Facts.expected(compiled.vector().expect());
    Facts expected =
        Differences.expected(
            compiled.vector(),
            recorded,
            new Seen(observed, journal.state(), journal.current()),
            new TreeSet<>());
    List<Mismatch> mismatches = new ArrayList<>(journal.broken());
    mismatches.addAll(
        Comparison.compare(expected, observed, Facts.complete(compiled.vector().expect())));
    return mismatches;
  }

  /** The state after all phases. */
  FlowState state() {
    return journal.state();
  }

  private void take(FlowEvent event) {
    RetryCalls.Ended ended = RetryCalls.of(plan, journal.state(), event);
    if (ended != null) {
      retryCalls.note(journal.state(), ended);
    }
    journal.append(event);
    if (event instanceof FlowEvent.AttemptOpened opened && opened.action() == Action.REVERT) {
      int number = reverts.merge(opened.task(), 1, Integer::sum);
      journal
          .current()
          .keep(Observation.toldFailures(opened.task(), number), journal.current().now());
    }
  }
}
