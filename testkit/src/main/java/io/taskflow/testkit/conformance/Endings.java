package io.taskflow.testkit.conformance;

import io.taskflow.engine.machine.Fetch;
import io.taskflow.engine.machine.FlowOutcome;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What whoever runs a flow gets from it. */
final class Endings {

  private Endings() {}

  /** The failures that a run surfaces. */
  static List<Failure> surfaced(FlowPlan plan, FlowState state) {
    FlowOutcome outcome = FlowOutcome.of(plan, state);
    List<Failure> all = new ArrayList<>(outcome.failures().values());
    all.addAll(outcome.revertFailures().values());
    return all;
  }

  /** All values that can be fetched, as vectors write them, by name. */
  static SortedMap<String, Json> fetchAll(FlowPlan plan, FlowState state) {
    SortedMap<String, Json> fetched = new TreeMap<>();
    Fetch.all(plan, state).forEach((name, values) -> fetched.put(name, rendered(values)));
    return fetched;
  }

  private static Json rendered(List<Fetch.Value> values) {
    List<Json> all =
        values.stream()
            .map(
                value ->
                    switch (value) {
                      case Fetch.Value.Present present -> present.json();
                      case Fetch.Value.Failed failed -> Rendering.inPlaceOfValue(failed.failure());
                    })
            .sorted(Comparator.comparing(Json::text))
            .toList();
    return all.size() == 1 ? all.getFirst() : Json.of(Map.of("$many", all));
  }
}
