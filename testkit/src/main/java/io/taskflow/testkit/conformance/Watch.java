package io.taskflow.testkit.conformance;

import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.protocol.Action;
import io.taskflow.testkit.conformance.vector.Vector.Interrupt;
import io.taskflow.testkit.conformance.vector.Vector.Interrupt.Point;
import org.jspecify.annotations.Nullable;

/** Waits for the point at which a phase is interrupted. Not thread-safe; lives for one phase. */
final class Watch {

  private final FlowPlan plan;
  private final @Nullable Interrupt interrupt;
  private int seen;
  private boolean reached;

  Watch(FlowPlan plan, @Nullable Interrupt interrupt) {
    this.plan = plan;
    this.interrupt = interrupt;
  }

  /** Whether the engine vanishes, rather than rests. */
  boolean crashes() {
    return interrupt != null && interrupt.kind() == Interrupt.Kind.CRASH;
  }

  /** Whether the point was reached; null if there is none. */
  @Nullable Boolean reached() {
    return interrupt == null ? null : reached;
  }

  /** A call has ended. Returns whether the point is reached by that. */
  boolean called(String atom, Action action) {
    if (interrupt == null || !interrupt.atom().equals(atom)) {
      return false;
    }
    return switch (interrupt.point()) {
      case Point.AtState p -> false;
      case Point.AfterExecute p -> action == Action.EXECUTE && count(interrupt);
      case Point.AfterRevert p -> action == Action.REVERT && count(interrupt);
    };
  }

  /** An event is stored. Returns whether the point is reached by that. */
  boolean stored(FlowState before, FlowState after) {
    if (interrupt == null || !(interrupt.point() instanceof Point.AtState(String wanted))) {
      return false;
    }
    if (plan.atom(interrupt.atom()).isEmpty()) {
      return false;
    }
    int atom = plan.atom(interrupt.atom()).getAsInt();
    AtomStatus status = after.atom(atom).status();
    return before.atom(atom).status() != status && status.name().equals(wanted) && count(interrupt);
  }

  private boolean count(Interrupt wanted) {
    seen++;
    boolean now = seen == wanted.occurrence();
    reached |= now;
    return now;
  }
}
