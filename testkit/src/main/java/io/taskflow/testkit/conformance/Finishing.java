package io.taskflow.testkit.conformance;

import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowMachine;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.protocol.Action;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What is still done after a point at which the engine was asked to rest: a failure is resolved, a
 * retry that was begun ends, and atoms are begun that could be when the one at that point was.
 *
 * @param plan of the flow
 * @param order of its atoms
 * @param point the event at that point
 */
record Finishing(FlowPlan plan, AtomOrder order, FlowEvent point) {

  private static final Set<AtomStatus> DONE = Set.of(AtomStatus.SUCCESS, AtomStatus.IGNORE);
  private static final Set<AtomStatus> UNDONE =
      Set.of(AtomStatus.PENDING, AtomStatus.REVERTED, AtomStatus.IGNORE);

  /** Of the events that would have followed, those that still do. */
  List<FlowEvent> of(FlowState atPoint, List<FlowEvent> rest) {
    List<FlowEvent> still = new ArrayList<>();
    FlowState now = atPoint;
    for (FlowEvent event : rest) {
      if (!includes(atPoint, now, event)) {
        break;
      }
      still.add(event);
      now = FlowMachine.apply(now, event);
    }
    return still;
  }

  private boolean includes(FlowState atPoint, FlowState now, FlowEvent event) {
    return switch (event) {
      case FlowEvent.FailureRecorded e -> true;
      case FlowEvent.RevertDecided e -> true;
      case FlowEvent.RetryDecided e -> true;
      case FlowEvent.AtomsReset e -> isOfPoint(String.valueOf(e.after()));
      case FlowEvent.RetryExecuted e -> begun(now, e.retry());
      case FlowEvent.RetryFailed e -> begun(now, e.retry());
      case FlowEvent.RetryReverted e -> begun(now, e.retry());
      case FlowEvent.RetryRevertFailed e -> begun(now, e.retry());
      case FlowEvent.RetryStatusChanged e ->
          isOfPoint(e.retry()) || mayBegin(atPoint, e.retry(), e.to() != AtomStatus.REVERTING);
      case FlowEvent.AttemptOpened e -> mayBegin(atPoint, e.task(), e.action() == Action.EXECUTE);
      default -> false;
    };
  }

  private boolean isOfPoint(String retry) {
    return point instanceof FlowEvent.RetryStatusChanged changed && changed.retry().equals(retry);
  }

  private boolean begun(FlowState now, String retry) {
    return switch (now.atom(plan.atom(retry).orElseThrow()).status()) {
      case RUNNING, REVERTING, RETRYING -> true;
      default -> false;
    };
  }

  private boolean mayBegin(FlowState atPoint, String name, boolean forward) {
    if (!(point instanceof FlowEvent.RetryStatusChanged)
        && !(point instanceof FlowEvent.AttemptOpened)) {
      return false;
    }
    int atom = plan.atom(name).orElseThrow();
    int[] others = forward ? order.before(atom) : order.after(atom);
    Set<AtomStatus> wanted = forward ? DONE : UNDONE;
    return Arrays.stream(others).allMatch(o -> wanted.contains(atPoint.atom(o).status()));
  }
}
