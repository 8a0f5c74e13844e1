package io.taskflow.testkit.simulation.checks;

import io.taskflow.engine.machine.AtomState;
import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.TaskSpec;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.FlowId;
import io.taskflow.testkit.simulation.flows.Ledger;
import io.taskflow.testkit.simulation.flows.Ledger.Change;
import io.taskflow.testkit.simulation.world.World;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** What must hold when everything has healed and every flow had time enough. */
public final class EndChecks {

  private final World world;
  private final JournalChecks journal;
  private final Ledger ledger;

  /** Checks of one world. */
  public EndChecks(World world, JournalChecks journal, Ledger ledger) {
    this.world = world;
    this.journal = journal;
    this.ledger = ledger;
  }

  /** Whether every flow is at rest and subscribers have been told everything. */
  public boolean allAtRest() {
    return journal.flows().values().stream()
        .allMatch(flow -> atRest(flow.state().status()) && flow.told() == flow.announced().size());
  }

  private static boolean atRest(FlowStatus status) {
    return status.ended() || status == FlowStatus.SUSPENDED;
  }

  /**
   * Checks.
   *
   * @param suspended the flows that somebody asked to suspend
   * @param forgotten the flows that were told to forget what they had done
   */
  public void check(Set<FlowId> suspended, Set<FlowId> forgotten) {
    for (FlowRecord flow : journal.flows().values()) {
      FlowState state = flow.state();
      require(atRest(state.status()), "every flow comes to rest", flow, describe(state));
      require(
          flow.told() == flow.announced().size(),
          "the notifications of a flow are its history",
          flow,
          "the broker has " + flow.told() + " of " + flow.announced().size());
      if (state.status() == FlowStatus.SUSPENDED) {
        require(isAskedToRest(flow, suspended), "nobody suspends by itself", flow, "SUSPENDED");
      }
      if (state.status() == FlowStatus.FAILURE) {
        require(hasReason(state), "a FAILURE has a reason", flow, describe(state));
      }
      if (!forgotten.contains(state.id())) {
        checkDone(flow);
        checkChildren(flow, forgotten);
      }
    }
    for (Map.Entry<Ledger.Key, Change> change : ledger.changes().entrySet()) {
      if (change.getValue() == Change.MADE && !forgotten.contains(change.getKey().flow())) {
        checkMade(change.getKey());
      }
    }
  }

  /** A flow, or one that it is a child of. */
  private boolean isAskedToRest(FlowRecord flow, Set<FlowId> suspended) {
    AttemptRef parent = flow.state().family().parent();
    return suspended.contains(flow.state().id())
        || parent != null
            && journal.flow(parent.flow()).filter(p -> isAskedToRest(p, suspended)).isPresent();
  }

  /** A child has done what its parent thinks. */
  private void checkChildren(FlowRecord parent, Set<FlowId> forgotten) {
    for (int node : parent.state().plan().atoms()) {
      AtomState its = parent.state().atom(node);
      FlowId id = its.child();
      FlowRecord child = id == null ? null : journal.flows().get(id);
      if (child == null || forgotten.contains(id)) {
        continue;
      }
      FlowStatus status = child.state().status();
      boolean undone =
          its.status() == AtomStatus.REVERTED
              && its.begun()
              && parent.state().plan().attempted(node).revertible();
      require(
          its.status() == AtomStatus.SUCCESS
              ? status == FlowStatus.SUCCESS
              : !undone || status == FlowStatus.REVERTED || hasNothingToUndo(child.state()),
          "parents and children end alike",
          parent,
          parent.state().plan().name(node) + " is " + its.status() + ", but " + id + " " + status);
    }
  }

  private static boolean hasNothingToUndo(FlowState child) {
    return child.status() == FlowStatus.SUCCESS
        && child.plan().atoms().stream()
            .allMatch(node -> child.atom(node).status() == AtomStatus.IGNORE);
  }

  private static boolean hasReason(FlowState state) {
    return state.plan().atoms().stream()
        .map(node -> state.atom(node).status())
        .anyMatch(s -> s == AtomStatus.REVERT_FAILURE || s == AtomStatus.FAILURE);
  }

  /** What a flow says it did is done. */
  private void checkDone(FlowRecord flow) {
    FlowPlan plan = flow.state().plan();
    for (int node : plan.atoms()) {
      if (plan.atom(node) instanceof TaskSpec
          && flow.state().atom(node).status() == AtomStatus.SUCCESS) {
        Ledger.Key key =
            new Ledger.Key(
                flow.state().id(), plan.task(node).name(), flow.state().atom(node).round());
        require(
            ledger.changes().get(key) == Change.MADE,
            "a flow has made all of its changes or none",
            flow,
            key.task() + " is SUCCESS, but its change is " + ledger.changes().get(key));
      }
    }
  }

  /** What is done is what a flow says it did, unless it could not be undone. */
  private void checkMade(Ledger.Key key) {
    FlowRecord flow = journal.flows().get(key.flow());
    if (flow == null
        || flow.state().status() == FlowStatus.SUSPENDED
        || flow.unaccountable().contains(key.task())) {
      return;
    }
    OptionalInt node = flow.state().plan().atom(key.task());
    if (node.isEmpty()) {
      require(false, "a flow has made all of its changes or none", flow, "left over: " + key);
      return;
    }
    AtomState atom = flow.state().atom(node.getAsInt());
    boolean standing =
        atom.status() == AtomStatus.SUCCESS && atom.round() == key.round()
            || atom.status() == AtomStatus.REVERT_FAILURE
            || atom.status() == AtomStatus.FAILURE
            || isLeftInTheMiddle(flow.state(), atom);
    require(
        standing,
        "a flow has made all of its changes or none",
        flow,
        "left over: " + key + ", but it is " + atom.status() + " in round " + atom.round());
  }

  /** In a flow that could not be reverted, an attempt may have ended with its worker. */
  private static boolean isLeftInTheMiddle(FlowState state, AtomState atom) {
    return state.status() == FlowStatus.FAILURE
        && atom.begun()
        && (atom.status() == AtomStatus.RUNNING || atom.status() == AtomStatus.REVERTING);
  }

  private static String describe(FlowState state) {
    StringBuilder text = new StringBuilder(state.status() + ":");
    for (int node : state.plan().atoms()) {
      text.append(' ').append(state.plan().atom(node).name());
      text.append('=').append(state.atom(node).status());
      if (state.atom(node).open() != null) {
        text.append(' ').append(state.atom(node).open());
      }
    }
    return text.toString();
  }

  private void require(boolean holds, String invariant, FlowRecord flow, String details) {
    world.require(holds, invariant, "flow " + flow.state().id(), details);
  }
}
