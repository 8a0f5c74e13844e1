package io.taskflow.engine.machine;

import static io.taskflow.engine.machine.AtomStatus.FAILURE;
import static io.taskflow.engine.machine.AtomStatus.IGNORE;
import static io.taskflow.engine.machine.AtomStatus.PENDING;
import static io.taskflow.engine.machine.AtomStatus.RETRYING;
import static io.taskflow.engine.machine.AtomStatus.REVERTED;
import static io.taskflow.engine.machine.AtomStatus.REVERTING;
import static io.taskflow.engine.machine.AtomStatus.REVERT_FAILURE;
import static io.taskflow.engine.machine.AtomStatus.RUNNING;
import static io.taskflow.engine.machine.AtomStatus.SUCCESS;

import java.util.Set;

/**
 * Every legal change of status, in one place. A change to the same status is none.
 *
 * <p>They are TaskFlow's, and these besides: a flow that is suspending may be resumed at once; a
 * flow at rest may be told to revert, and one that has ended to begin anew; a task without revert
 * goes to REVERTED directly; an attempt that nobody has begun is withdrawn to PENDING; one that was
 * lost after the decision to revert is reverted as it is; a retry that can't decide has failed; a
 * person may retry, resolve or skip what does not get on.
 */
public final class Transitions {

  /** A change of a flow's status. */
  public record OfFlow(FlowStatus from, FlowStatus to) {}

  /** A change of an atom's status. */
  public record OfAtom(AtomStatus from, AtomStatus to) {}

  /** The legal changes of flows. */
  public static final Set<OfFlow> FLOW =
      Set.of(
          new OfFlow(FlowStatus.PENDING, FlowStatus.RUNNING),
          new OfFlow(FlowStatus.RUNNING, FlowStatus.SUCCESS),
          new OfFlow(FlowStatus.RUNNING, FlowStatus.REVERTED),
          new OfFlow(FlowStatus.RUNNING, FlowStatus.FAILURE),
          new OfFlow(FlowStatus.RUNNING, FlowStatus.SUSPENDING),
          new OfFlow(FlowStatus.SUSPENDING, FlowStatus.SUSPENDED),
          new OfFlow(FlowStatus.SUSPENDING, FlowStatus.SUCCESS),
          new OfFlow(FlowStatus.SUSPENDING, FlowStatus.REVERTED),
          new OfFlow(FlowStatus.SUSPENDING, FlowStatus.FAILURE),
          new OfFlow(FlowStatus.SUSPENDING, FlowStatus.RUNNING),
          new OfFlow(FlowStatus.SUSPENDED, FlowStatus.RUNNING),
          new OfFlow(FlowStatus.SUCCESS, FlowStatus.RUNNING),
          new OfFlow(FlowStatus.FAILURE, FlowStatus.RUNNING),
          new OfFlow(FlowStatus.SUCCESS, FlowStatus.PENDING),
          new OfFlow(FlowStatus.REVERTED, FlowStatus.PENDING),
          new OfFlow(FlowStatus.FAILURE, FlowStatus.PENDING));

  /** The legal changes of atoms. */
  public static final Set<OfAtom> ATOM =
      Set.of(
          new OfAtom(PENDING, RUNNING),
          new OfAtom(RUNNING, SUCCESS),
          new OfAtom(RUNNING, FAILURE),
          new OfAtom(RUNNING, PENDING),
          new OfAtom(SUCCESS, REVERTING),
          new OfAtom(FAILURE, REVERTING),
          new OfAtom(SUCCESS, REVERTED),
          new OfAtom(FAILURE, REVERTED),
          new OfAtom(REVERTING, REVERTED),
          new OfAtom(REVERTING, REVERT_FAILURE),
          new OfAtom(RUNNING, REVERTING),
          new OfAtom(RUNNING, REVERTED),
          new OfAtom(PENDING, IGNORE),
          new OfAtom(SUCCESS, RETRYING),
          new OfAtom(RETRYING, RUNNING),
          new OfAtom(RETRYING, REVERTING),
          new OfAtom(SUCCESS, FAILURE),
          new OfAtom(SUCCESS, PENDING),
          new OfAtom(FAILURE, PENDING),
          new OfAtom(REVERTING, PENDING),
          new OfAtom(REVERTED, PENDING),
          new OfAtom(REVERT_FAILURE, PENDING),
          new OfAtom(REVERT_FAILURE, REVERTING),
          new OfAtom(REVERT_FAILURE, REVERTED),
          new OfAtom(FAILURE, SUCCESS),
          new OfAtom(FAILURE, IGNORE),
          new OfAtom(RUNNING, IGNORE),
          new OfAtom(IGNORE, PENDING));

  private Transitions() {}

  static void check(FlowStatus from, FlowStatus to) {
    if (!FLOW.contains(new OfFlow(from, to))) {
      throw new IllegalStateException("a flow can't go from " + from + " to " + to);
    }
  }

  static void check(String task, AtomStatus from, AtomStatus to) {
    if (from != to && !ATOM.contains(new OfAtom(from, to))) {
      throw new IllegalStateException("task '" + task + "' can't go from " + from + " to " + to);
    }
  }
}
