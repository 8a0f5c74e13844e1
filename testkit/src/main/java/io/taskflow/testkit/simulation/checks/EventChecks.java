package io.taskflow.testkit.simulation.checks;

import io.taskflow.engine.machine.AtomState;
import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.Effect;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowEvent.AttemptOpened;
import io.taskflow.engine.machine.FlowEvent.TaskReverted;
import io.taskflow.engine.machine.FlowEvent.TaskSucceeded;
import io.taskflow.engine.machine.FlowMachine;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.OpenAttempt;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.ChildFlow;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.testkit.simulation.world.World;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must hold of each event of a flow's journal, given what was stored before it. */
final class EventChecks {

  private final World world;
  private final Set<AttemptToken> tokens = new HashSet<>();

  EventChecks(World world) {
    this.world = world;
  }

  /** An event is stored. */
  void check(FlowRecord flow, FlowEvent event) {
    switch (event) {
      case AttemptOpened opened -> opened(flow, opened);
      case TaskSucceeded e when !e.worker().isEmpty() -> succeeded(flow, e);
      case TaskReverted e when !e.worker().isEmpty() -> reverted(flow, e);
      default -> {}
    }
  }

  private void opened(FlowRecord flow, AttemptOpened event) {
    FlowState state = flow.state();
    FlowPlan plan = state.plan();
    int node = plan.atom(event.task()).orElseThrow();
    AtomState atom = state.atom(node);
    OpenAttempt open = atom.open();
    require(
        open == null || open.deferral() != null,
        "an atom has at most one open attempt",
        flow,
        event.task() + " had " + open);
    require(tokens.add(event.token()), "each attempt has its own token", flow, event.toString());
    flow.opened().put(event.token(), event.number());
    if (!plan.attempted(node).revertible()) {
      flow.unaccountable().add(event.task());
    }
    if (event.action() == Action.EXECUTE) {
      for (int before : Order.before(plan, node)) {
        AtomStatus status = state.atom(before).status();
        require(
            status == AtomStatus.SUCCESS || status == AtomStatus.IGNORE,
            "no task starts before its predecessors are SUCCESS or IGNORE",
            flow,
            event.task() + " after " + plan.atom(before).name() + ", which is " + status);
      }
    } else {
      for (int after : Order.after(plan, node)) {
        AtomStatus status = state.atom(after).status();
        require(
            status == AtomStatus.PENDING
                || status == AtomStatus.REVERTED
                || status == AtomStatus.IGNORE,
            "reverts go in reverse order",
            flow,
            event.task() + " before " + plan.atom(after).name() + ", which is " + status);
      }
      require(
          atom.begun() || atom.status() == AtomStatus.SUCCESS,
          "only what ran is reverted",
          flow,
          event.task() + ", which is " + atom.status());
    }
  }

  private void succeeded(FlowRecord flow, TaskSucceeded event) {
    FlowPlan plan = flow.state().plan();
    AtomState atom = flow.state().atom(event.task());
    OpenAttempt open = atom.open();
    require(
        open != null && open.action() == Action.EXECUTE,
        "a result is accepted of an open attempt, once",
        flow,
        event.toString());
    // A child that failed may succeed after all, when somebody has helped it.
    if (open != null
        && !(plan.atom(plan.atom(event.task()).orElseThrow()) instanceof ChildFlow)
        && event.result().toObject() instanceof Map<?, ?> result) {
      require(
          Integer.valueOf(open.number()).equals(number(result.get("attempt")))
              && Integer.valueOf(atom.round()).equals(number(result.get("round"))),
          "a result is accepted of the attempt that is open, and no other",
          flow,
          event + ", while attempt " + open.number() + " of round " + atom.round() + " was open");
    }
  }

  private static @Nullable Integer number(@Nullable Object value) {
    return value instanceof Number number ? number.intValue() : null;
  }

  private void reverted(FlowRecord flow, TaskReverted event) {
    OpenAttempt open = flow.state().atom(event.task()).open();
    require(
        open != null && open.action() == Action.REVERT,
        "a revert is accepted of an open attempt, once",
        flow,
        event.toString());
  }

  /** All events of an entry are stored. */
  void checkAtRest(FlowRecord flow) {
    FlowState state = flow.state();
    if (!state.status().ended()) {
      return;
    }
    for (int node : state.plan().atoms()) {
      OpenAttempt open = state.atom(node).open();
      require(open == null, "an ended flow has no open attempt", flow, String.valueOf(open));
    }
    require(
        FlowMachine.outstanding(state).stream().noneMatch(Effect.SetTimer.class::isInstance),
        "an ended flow has no timer",
        flow,
        state.status().toString());
  }

  private void require(boolean holds, String invariant, FlowRecord flow, String details) {
    world.require(holds, invariant, "flow " + flow.state().id(), details);
  }
}
