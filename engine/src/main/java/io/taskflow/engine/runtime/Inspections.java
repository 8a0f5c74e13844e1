package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.machine.AtomState;
import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.FlowOutcome;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.OpenAttempt;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.engine.runtime.FlowInspection.TaskInspection;
import io.taskflow.flow.RetrySpec;
import io.taskflow.flow.TaskSpec;
import io.taskflow.flow.TaskSpec.Provides;
import io.taskflow.protocol.Json;
import java.util.ArrayList;
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
      tasks.add(
          switch (flow.plan().atom(atom)) {
            case TaskSpec task -> task(task, state.atom(atom));
            case RetrySpec retry -> retry(retry, state.atom(atom));
          });
    }
    FlowRow row = flow.row();
    return new FlowInspection(row, state.store(), tasks);
  }

  private static TaskInspection retry(RetrySpec retry, AtomState atom) {
    return new TaskInspection(
        retry.name(),
        TaskInspection.RETRY,
        "",
        atom.status(),
        atom.intention(),
        atom.round(),
        atom.history().size(),
        atom.progress(),
        null,
        atom.result(),
        atom.failure(),
        atom.revertFailure(),
        null,
        null);
  }

  private static TaskInspection task(TaskSpec task, AtomState atom) {
    OpenAttempt open = atom.open();
    return new TaskInspection(
        task.name(),
        task.type(),
        task.topic(),
        atom.status(),
        atom.intention(),
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
    FlowOutcome outcome = FlowOutcome.of(plan, state);
    return new FlowResult(
        state.id(),
        state.name(),
        state.status(),
        values(plan, state),
        outcome.failures(),
        outcome.revertFailures());
  }

  /** What the store and the atoms that succeeded provide; of several, the first. */
  private static Map<String, Json> values(FlowPlan plan, FlowState state) {
    Map<String, Json> values = new TreeMap<>(state.store());
    for (int i = 0; i < plan.atomCount(); i++) {
      AtomState atom = state.atom(i);
      if (atom.status() == AtomStatus.SUCCESS && atom.result() != null) {
        provide(plan.atom(i).provides(), atom.result(), values);
      }
    }
    return values;
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
