package io.taskflow.engine.listen;

import io.taskflow.engine.listen.StatusChange.OfChild;
import io.taskflow.engine.listen.StatusChange.OfFanOut;
import io.taskflow.engine.listen.StatusChange.OfFlow;
import io.taskflow.engine.listen.StatusChange.OfRetry;
import io.taskflow.engine.listen.StatusChange.OfTask;
import io.taskflow.engine.machine.AtomState;
import io.taskflow.engine.machine.AtomStatus;
import io.taskflow.engine.machine.FlowEvent;
import io.taskflow.engine.machine.FlowMachine;
import io.taskflow.engine.machine.FlowState;
import io.taskflow.engine.machine.OpenAttempt;
import io.taskflow.engine.plan.FlowPlan;
import io.taskflow.flow.ChildFlow;
import io.taskflow.flow.FanOut;
import io.taskflow.flow.RetrySpec;
import io.taskflow.flow.TaskSpec;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads changes of status off events: the events are folded one by one, and what each of them
 * changed is told. So it holds for events of every kind. Costs as much as the events change. Pure.
 */
public final class StatusChanges {

  private StatusChanges() {}

  /** The changes that events make to a flow, in order. */
  public static List<StatusChange> of(FlowState before, List<FlowEvent> events) {
    List<StatusChange> changes = new ArrayList<>();
    FlowState state = before;
    for (FlowEvent event : events) {
      FlowState next = FlowMachine.apply(state, event);
      add(new FlowSnapshot(next.plan(), next), state, event, changes);
      state = next;
    }
    return changes;
  }

  private static void add(
      FlowSnapshot flow, FlowState before, FlowEvent event, List<StatusChange> changes) {
    FlowState after = flow.state();
    if (event instanceof FlowEvent.FlowStatusChanged e) {
      Duration took = e.to().ended() ? Duration.between(after.submittedAt(), e.at()) : null;
      changes.add(new OfFlow(flow, e.from(), e.to(), e.reason(), took, e.at()));
    }
    IntConsumer compare =
        atom -> {
          AtomState from = before(before, after, atom);
          AtomState to = after.atom(atom);
          if (from.status() != to.status()) {
            changes.add(change(flow, atom, from, to, event.at()));
          }
        };
    if (before.atoms().size() == after.atoms().size()) {
      before.atoms().forEachDifference(after.atoms(), compare);
    } else {
      after.plan().atoms().forEach(compare::accept);
    }
  }

  /** An item that a fan-out has got just now was PENDING, as it is now. */
  private static AtomState before(FlowState before, FlowState after, int atom) {
    int was = after.plan().nodeIn(before.plan(), atom);
    return was == FlowPlan.NONE ? after.atom(atom) : before.atom(was);
  }

  private static StatusChange change(
      FlowSnapshot flow, int atom, AtomState from, AtomState to, Instant at) {
    Json result = result(to);
    Failure failure = failure(to);
    return switch (flow.plan().atom(atom)) {
      case TaskSpec task ->
          new OfTask(
              flow, task, from.status(), to.status(), result, failure, took(from, to, at), at);
      case ChildFlow child ->
          new OfChild(
              flow, child, from.status(), to.status(), result, failure, took(from, to, at), at);
      case RetrySpec retry ->
          new OfRetry(flow, retry, from.status(), to.status(), result, failure, at);
      case FanOut fanOut -> new OfFanOut(flow, fanOut, from.status(), to.status(), failure, at);
    };
  }

  private static @Nullable Json result(AtomState atom) {
    return switch (atom.status()) {
      case SUCCESS -> atom.result();
      case REVERTED -> atom.revertResult();
      default -> null;
    };
  }

  private static @Nullable Failure failure(AtomState atom) {
    return switch (atom.status()) {
      case FAILURE -> atom.failure();
      case REVERT_FAILURE -> atom.revertFailure();
      default -> null;
    };
  }

  private static @Nullable Duration took(AtomState from, AtomState to, Instant at) {
    OpenAttempt ended = from.open();
    boolean withdrawn = to.status() == AtomStatus.PENDING;
    return ended == null || withdrawn || to.open() != null
        ? null
        : Duration.between(ended.since(), at);
  }
}
