package io.taskflow.engine.machine;

import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.protocol.Failure;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What whoever runs a flow gets when it ends or rests.
 *
 * @param status how it stands
 * @param failures why: if it was reverted, all failures that led to it; if it is FAILURE, those
 *     that were not resolved. By the name of the atom.
 * @param revertFailures the reverts that failed, by the name of the atom
 */
public record FlowOutcome(
    FlowStatus status, Map<String, Failure> failures, Map<String, Failure> revertFailures) {

  /** The outcome of a flow in a state. Costs as much as the flow is large. */
  public static FlowOutcome of(FlowPlan plan, FlowState state) {
    Map<String, Failure> failures = new LinkedHashMap<>();
    Map<String, Failure> revertFailures = new LinkedHashMap<>();
    if (state.status() == FlowStatus.REVERTED || state.status() == FlowStatus.FAILURE) {
      boolean all = state.status() == FlowStatus.REVERTED;
      for (int atom = 0; atom < plan.atomCount(); atom++) {
        AtomState its = state.atom(atom);
        Failure failure = its.currentFailure();
        if (failure != null && (all || its.unresolved())) {
          failures.put(plan.atom(atom).name(), failure);
        }
        Failure revertFailure = its.revertFailure();
        if (its.status() == AtomStatus.REVERT_FAILURE && revertFailure != null) {
          revertFailures.put(plan.atom(atom).name(), revertFailure);
        }
      }
    }
    return new FlowOutcome(state.status(), failures, revertFailures);
  }
}
