package io.taskflow.engine.machine;

import io.taskflow.engine.machine.Decision.Code;
import io.taskflow.engine.machine.Decision.Rejected;
import io.taskflow.engine.machine.FlowEvent.FlowStatusChanged;
import io.taskflow.engine.machine.FlowEvent.ParentHolds;
import io.taskflow.engine.machine.FlowEvent.ParentWaits;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a flow that is a child does for its parent. */
final class BeingChild {

  private BeingChild() {}

  /**
   * The parent wants the flow to be rolled back: because the attempt that it was begun for is not
   * wanted any more, or, if it has ended, as a part of its own revert.
   */
  static @Nullable Rejected revert(Step step, AttemptRef parent, String reason) {
    AttemptRef known = step.state().family().parent();
    if (known == null || !sameAtom(known, parent)) {
      return new Rejected(
          Code.UNKNOWN_TASK,
          "the flow is no child of task '" + parent.task() + "' of flow " + parent.flow());
    }
    boolean told = known.equals(parent);
    if (!told && parent.action() == Action.EXECUTE) {
      return stale();
    }
    if (told && step.status().ended()) {
      return new Rejected(Code.REDUNDANT, "the flow has ended, as its parent was told");
    }
    if (!told) {
      step.emit(new ParentWaits(step.now(), parent));
    }
    return switch (step.status()) {
      case REVERTED -> null;
      case FAILURE -> {
        Steering.revertOnceMore(step, reason);
        yield null;
      }
      case PENDING, RUNNING, SUSPENDING, SUSPENDED, SUCCESS -> revertFor(step, reason);
    };
  }

  private static boolean sameAtom(AttemptRef one, AttemptRef other) {
    return one.flow().equals(other.flow()) && one.task().equals(other.task());
  }

  private static Rejected stale() {
    return new Rejected(Code.STALE_ATTEMPT, "the parent waits for another attempt by now");
  }

  /**
   * The flow rests while its parent does. One that somebody else has suspended stays so, and one
   * that somebody has resumed since rests again.
   */
  static @Nullable Rejected hold(Step step, AttemptRef parent, boolean hold) {
    Family family = step.state().family();
    if (!parent.equals(family.parent())) {
      return stale();
    }
    if (hold == family.held() || (hold && step.status() != FlowStatus.RUNNING)) {
      return new Rejected(Code.REDUNDANT, "the flow rests, or goes on, already");
    }
    if (!hold) {
      return Steering.resume(step, "its parent", null);
    }
    step.emit(new ParentHolds(step.now()));
    return Steering.suspend(step, "its parent");
  }

  /** That the flow goes back already is no reason to forget who waits for it. */
  private static @Nullable Rejected revertFor(Step step, String reason) {
    Rejected refused = Steering.revertFor(step, reason);
    return step.events().isEmpty() ? refused : null;
  }

  /** Tells the parent, if there is one, how the flow has ended, when it has just come to that. */
  static void answer(Step step) {
    for (FlowEvent event : step.events()) {
      if (event instanceof FlowStatusChanged || event instanceof ParentWaits) {
        outstanding(step.state()).forEach(step::effect);
        return;
      }
    }
  }

  /** The answer of a flow that has ended, if it is a child. */
  static List<Effect> outstanding(FlowState state) {
    AttemptRef parent = state.family().parent();
    return parent == null || !state.status().ended()
        ? List.of()
        : List.of(new Effect.Send(parent.flow(), ChildAnswer.to(parent, state)));
  }
}
