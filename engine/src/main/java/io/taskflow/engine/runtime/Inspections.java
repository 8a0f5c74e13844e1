package io.taskflow.engine.runtime;

import io.taskflow.engine.journal.FlowRow;
import io.taskflow.engine.machine.AtomState;
import io.taskflow.engine.machine.Fetch;
import io.taskflow.engine.machine.FlowOutcome;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.OpenAttempt;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.engine.runtime.FlowInspection.TaskInspection;
import io.taskflow.flow.AtomSpec;
import io.taskflow.flow.AttemptedSpec;
import io.taskflow.flow.ChildFlow;
import io.taskflow.flow.FanOut;
import io.taskflow.flow.RetrySpec;
import io.taskflow.flow.TaskSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows a flow's state to people and callers. Pure. */
final class Inspections {

  private Inspections() {}

  static FlowInspection inspect(LiveFlow flow, LiveWorkers workers) {
    FlowState state = flow.state();
    List<TaskInspection> tasks = new ArrayList<>();
    for (int atom : flow.plan().atoms()) {
      tasks.add(
          switch (flow.plan().atom(atom)) {
            case TaskSpec task -> task(task, state.atom(atom));
            case ChildFlow child -> child(child, state.atom(atom));
            case RetrySpec retry -> inEngine(retry, TaskInspection.RETRY, state.atom(atom));
            case FanOut fanOut -> inEngine(fanOut, TaskInspection.FAN_OUT, state.atom(atom));
          });
    }
    FlowRow row = flow.row();
    return new FlowInspection(row, state.store(), tasks, ParkedRequests.attention(state, workers));
  }

  /** What the engine does itself. */
  private static TaskInspection inEngine(AtomSpec spec, String type, AtomState atom) {
    return new TaskInspection(
        spec.name(),
        type,
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
        null,
        atom.handling().note(),
        null);
  }

  private static TaskInspection task(TaskSpec task, AtomState atom) {
    OpenAttempt open = atom.open();
    return attempted(
        task, task.type(), task.topic(), atom, open == null ? null : waitingFor(task, open));
  }

  private static TaskInspection child(ChildFlow child, AtomState atom) {
    OpenAttempt open = atom.open();
    OpenAttempt.Deferral deferral = open == null ? null : open.deferral();
    String waitingFor = deferral == null ? null : waitingFor(deferral);
    return attempted(child, child.flow(), TaskInspection.CHILD_FLOW, atom, waitingFor);
  }

  private static TaskInspection attempted(
      AttemptedSpec spec, String type, String topic, AtomState atom, @Nullable String waitingFor) {
    OpenAttempt open = atom.open();
    return new TaskInspection(
        spec.name(),
        type,
        topic,
        atom.status(),
        atom.intention(),
        atom.round(),
        atom.attempts(),
        atom.progress(),
        atom.details(),
        atom.result(),
        atom.failure(),
        atom.revertFailure(),
        waitingFor,
        open == null ? null : open.worker(),
        atom.handling().note(),
        atom.child());
  }

  private static String waitingFor(OpenAttempt.Deferral deferral) {
    if (deferral.why() == OpenAttempt.Deferral.Why.HELD_BACK) {
      return deferral.reason();
    }
    return deferral.reason() + "; trying again at " + deferral.until();
  }

  private static @Nullable String waitingFor(TaskSpec task, OpenAttempt open) {
    if (open.deferral() != null) {
      return waitingFor(open.deferral());
    }
    return open.held() ? null : "a free worker of topic '" + task.topic() + "'";
  }

  static FlowResult result(FlowPlan plan, FlowState state) {
    FlowOutcome outcome = FlowOutcome.of(plan, state);
    return new FlowResult(
        state.id(),
        state.name(),
        state.status(),
        Fetch.present(state),
        outcome.failures(),
        outcome.revertFailures());
  }
}
