package io.taskflow.testkit.conformance;

import io.taskflow.engine.machine.AtomState;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.Json;
import io.taskflow.testkit.conformance.RunJournal.Change;
import io.taskflow.testkit.conformance.facts.Facts;
import io.taskflow.testkit.conformance.facts.FactsBuilder;
import io.taskflow.testkit.conformance.vector.Call;
import io.taskflow.testkit.conformance.vector.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Writes what was seen of a run in the terms of vectors. Not thread-safe. */
final class Observation {

  private final FlowPlan plan;
  private final FactsBuilder facts = new FactsBuilder();

  Observation(FlowPlan plan) {
    this.plan = plan;
  }

  /** The fact of what the how-manyeth revert of an atom was told of failures. */
  static String toldFailures(String atom, int number) {
    return "atoms/%s/revert_calls/%d/flow_failures".formatted(atom, number);
  }

  /** The fact of what a phase surfaced. */
  static String surfaced(int phase) {
    return "phases/" + phase + "/raised";
  }

  /**
   * The end of a phase.
   *
   * @param last whether no other phase follows
   */
  void phase(int index, FlowState state, PhaseEnd end, boolean last) {
    String path = "phases/" + index + "/";
    facts.put(path + "outcome", outcome(state, end));
    facts.put(path + "flow_state", state.status());
    if (end.interrupted() != null) {
      facts.put(path + "interrupted", end.interrupted());
    }
    if (outcome(state, end).equals("raised")) {
      List<Failure> failures = Endings.surfaced(plan, state);
      facts.put(surfaced(index), failures.stream().map(Rendering::failure).toList());
    }
    if (!last) {
      for (int atom = 0; atom < plan.atomCount(); atom++) {
        AtomState one = state.atom(atom);
        facts.put(path + "atoms/" + name(atom), List.of(one.status(), one.intention()));
      }
    }
  }

  private static String outcome(FlowState state, PhaseEnd end) {
    if (end.crashed()) {
      return "crashed";
    }
    boolean failed = state.status() == FlowStatus.REVERTED || state.status() == FlowStatus.FAILURE;
    return failed ? "raised" : "returned";
  }

  /** The end of everything. */
  Facts end(RunJournal journal, World world, DeciderCalls deciders) {
    FlowState state = journal.state();
    facts.put("compiled/edges", journal.order().edges());
    facts.put("compiled/controllers", controllers());
    for (int atom = 0; atom < plan.atomCount(); atom++) {
      atom(atom, state.atom(atom), world);
    }
    transitions(journal.changes());
    world.calls().forEach(this::call);
    deciders.addTo(facts);
    Map<String, Json> fetched = Endings.fetchAll(plan, state);
    facts.put("fetch_all_names", fetched.keySet());
    fetched.forEach((symbol, value) -> facts.put("fetch_all/" + symbol, value));
    return facts.build();
  }

  private Map<String, Object> controllers() {
    Map<String, Object> controllers = new TreeMap<>();
    for (int atom = 0; atom < plan.atomCount(); atom++) {
      int controller = plan.controllerOf(atom);
      controllers.put(name(atom), controller == FlowPlan.NONE ? Json.NULL : name(controller));
    }
    return controllers;
  }

  private void atom(int atom, AtomState state, World world) {
    String path = "atoms/" + name(atom) + "/";
    facts.put(path + "kind", plan.isRetry(atom) ? "retry" : "task");
    facts.put(path + "state", state.status());
    facts.put(path + "intention", state.intention());
    if (plan.isRetry(atom)) {
      facts.put(path + "history", Rendering.history(state.history()));
    } else {
      facts.put(path + "result", state.result());
    }
    facts.put(path + "failure", Rendering.orNull(state.failure()));
    facts.put(path + "revert_result", state.revertResult());
    facts.put(path + "revert_failure", Rendering.orNull(state.revertFailure()));
    for (Action action : Action.values()) {
      facts.put(path + lower(action) + "_count", world.count(name(atom), action));
    }
  }

  private void transitions(List<Change> changes) {
    Map<String, List<List<String>>> byAtom = new TreeMap<>();
    List<List<String>> trace = new ArrayList<>();
    for (int atom = 0; atom < plan.atomCount(); atom++) {
      byAtom.put(name(atom), new ArrayList<>());
    }
    List<List<String>> ofFlow = new ArrayList<>();
    for (Change change : changes) {
      List<String> pair = List.of(change.from(), change.to());
      byAtom.getOrDefault(change.who(), ofFlow).add(pair);
      trace.add(List.of(change.who(), change.to()));
    }
    byAtom.forEach((atom, all) -> facts.put("atoms/" + atom + "/transitions", all));
    facts.put("flow_transitions", ofFlow);
    facts.put(Facts.TRACE, trace);
  }

  private void call(Call call) {
    String path =
        "atoms/%s/%s_calls/%d/".formatted(call.atom(), lower(call.action()), call.number());
    call.facts().forEach((name, value) -> facts.put(path + name, value));
  }

  private String name(int atom) {
    return plan.atom(atom).name();
  }

  private static String lower(Action action) {
    return action.name().toLowerCase(Locale.ROOT);
  }
}
