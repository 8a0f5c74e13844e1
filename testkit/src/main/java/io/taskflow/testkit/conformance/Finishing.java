package io.taskflow.testkit.conformance;

import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.protocol.Action;
import java.util.Arrays;
import java.util.Set;

/**
 * What is still done after a point at which the engine was asked to rest: a failure is resolved, a
 * retry that was begun ends, and atoms are begun that could be when the one at that point was.
 */
final class Finishing {

  private static final Set<AtomStatus> DONE = Set.of(AtomStatus.SUCCESS, AtomStatus.IGNORE);
  private static final Set<AtomStatus> UNDONE =
      Set.of(AtomStatus.PENDING, AtomStatus.REVERTED, AtomStatus.IGNORE);

  private final RunJournal journal;
  private final FlowState atPoint;
  private final FlowEvent point;

  Finishing(RunJournal journal, FlowEvent point) {
    this.journal = journal;
    this.atPoint = journal.state();
    this.point = point;
  }

  boolean includes(FlowEvent event) {
    return switch (event) {
      case FlowEvent.FailureRecorded e -> true;
      case FlowEvent.RevertDecided e -> true;
      case FlowEvent.RetryDecided e -> true;
      case FlowEvent.AtomsReset e -> isOfPoint(String.valueOf(e.after()));
      case FlowEvent.RetryExecuted e -> begun(e.retry());
      case FlowEvent.RetryFailed e -> begun(e.retry());
      case FlowEvent.RetryReverted e -> begun(e.retry());
      case FlowEvent.RetryRevertFailed e -> begun(e.retry());
      case FlowEvent.RetryStatusChanged e ->
          isOfPoint(e.retry()) || (pointBegins() && couldBegin(e.retry(), e.to() != AtomStatus.REVERTING));
      case FlowEvent.AttemptOpened e ->
          pointBegins() && couldBegin(e.task(), e.action() == Action.EXECUTE);
      default -> false;
    };
  }

  private boolean isOfPoint(String retry) {
    return point instanceof FlowEvent.RetryStatusChanged changed && changed.retry().equals(retry);
  }

  private boolean pointBegins() {
    return point instanceof FlowEvent.RetryStatusChanged || point instanceof FlowEvent.AttemptOpened;
  }

  private boolean begun(String retry) {
    FlowPlan plan = journal.plan();
    AtomStatus status = journal.state().atom(plan.atom(retry).orElseThrow()).status();
    return status == AtomStatus.RUNNING
        || status == AtomStatus.REVERTING
        || status == AtomStatus.RETRYING;
  }

  private boolean couldBegin(String name, boolean forward) {
    int atom = journal.plan().atom(name).orElseThrow();
    int[] others = forward ? journal.order().before(atom) : journal.order().after(atom);
    Set<AtomStatus> wanted = forward ? DONE : UNDONE;
    return Arrays.stream(others).allMatch(o -> wanted.contains(atPoint.atom(o).status()));
  }
}
