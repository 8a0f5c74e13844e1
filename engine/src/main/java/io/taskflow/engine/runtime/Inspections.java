package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.machine.AtomState;
import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.OpenAttempt;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.engine.runtime.FlowInspection.TaskInspection;
import io.taskflow.flow.TaskSpec;
import io.taskflow.flow.TaskSpec.Provides;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Shows a flow's state to people and callers. Pure. */
final class Inspections {

  private Inspections() {}

  static FlowInspection inspect(LiveFlow flow) {
    FlowState state = flow.state();
    List<TaskInspection> tasks = new ArrayList<>();
    for (int atom = 0; atom < flow.plan().atomCount(); atom++) {
      tasks.add(task(flow.plan().task(atom), state, state.atom(atom)));
    }
    FlowRow row = flow.row();
    return new FlowInspection(row, state.store(), tasks);
  }

  private static TaskInspection task(TaskSpec task, FlowState state, AtomState atom) {
    OpenAttempt open = atom.open();
    return new TaskInspection(
        task.name(),
        task.type(),
        task.topic(),
        atom.status(),
        state.intention(),
        atom.round(),
        atom.attempts(),
        atom.progress(),
        atom.details(),
        atom.result(),
        atom.failure(),
        atom.revertFailure(),
        open == null ? null : waitingFor(task, open),
        open == null ? null : open.worker());
  }

  private static @Nullable String waitingFor(TaskSpec task, OpenAttempt open) {
    if (open.deferral() != null) {
      return open.deferral().reason() + "; trying again at " + open.deferral().until();
    }
    return open.held() ? null : "a free worker of topic '" + task.topic() + "'";
  }

  static FlowResult result(FlowPlan plan, FlowState state) {
    Map<String, Json> values = new TreeMap<>(state.store());
    Map<String, Failure> failures = new LinkedHashMap<>();
    Map<String, Failure> revertFailures = new LinkedHashMap<>();
    for (int i = 0; i < plan.atomCount(); i++) {
      TaskSpec task = plan.task(i);
      AtomState atom = state.atom(i);
      if (atom.failure() != null) {
        failures.put(task.name(), atom.failure());
      }
      if (atom.revertFailure() != null) {
        revertFailures.put(task.name(), atom.revertFailure());
      }
      if (atom.status() == AtomStatus.SUCCESS && atom.result() != null) {
        provide(task.provides(), atom.result(), values);
      }
    }
    return new FlowResult(
        state.id(), state.name(), state.status(), values, failures, revertFailures);
  }

  private static void provide(Provides provides, Json result, Map<String, Json> into) {
    switch (provides) {
      case Provides.Nothing nothing -> {}
      case Provides.Whole whole -> into.putIfAbsent(whole.symbol(), result);
      case Provides.Positional positional -> {
        for (int i = 0; i < positional.symbols().size(); i++) {
          putIfThere(into, positional.symbols().get(i), result.element(i));
        }
      }
      case Provides.Keyed keyed ->
          keyed.symbols().forEach(symbol -> putIfThere(into, symbol, result.member(symbol)));
    }
  }

  private static void putIfThere(Map<String, Json> into, String symbol, @Nullable Json value) {
    if (value != null) {
      into.putIfAbsent(symbol, value);
    }
  }
}
