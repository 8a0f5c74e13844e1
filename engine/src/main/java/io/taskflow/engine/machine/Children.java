package io.taskflow.engine.machine;

import io.taskflow.engine.machine.FlowEvent.ChildAsked;
import io.taskflow.engine.machine.FlowEvent.ChildCancelled;
import io.taskflow.flow.ChildFlow;
import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a flow tells its children. Each of them has an open attempt of the flow, as a task has, that
 * its answer ends; whatever it is told may be told again.
 */
final class Children {

  private Children() {}

  /** The child that an attempt begins: the same however often it is asked for. */
  static FlowId id(FlowId parent, String atom, AttemptToken token) {
    return FlowId.derived('c', parent.value() + "/" + token.value() + "/" + atom);
  }

  /** The definition of a child; null if its name was not known when the flow was submitted. */
  static @Nullable String definition(FlowState state, ChildFlow child) {
    return state.family().flows().get(child.flow());
  }

  /**
   * What the child of an open attempt is to do.
   *
   * @param arguments of the child; null if they can't be found any more
   */
  static List<Effect> request(
      FlowState state, int atom, OpenAttempt open, @Nullable SortedMap<String, Json> arguments) {
    FlowId child = Objects.requireNonNull(state.atom(atom).child());
    AttemptRef ref = ref(state, atom, open);
    if (open.action() == Action.REVERT) {
      return List.of(revert(child, ref, state.reason()));
    }
    List<Effect> told = new ArrayList<>();
    String definition = definition(state, (ChildFlow) state.plan().atom(atom));
    if (arguments != null && definition != null) {
      told.add(start(state, child, ref, definition, arguments));
    }
    Failure cancelled = open.child() == null ? null : open.child().cancelled();
    if (cancelled != null) {
      told.add(revert(child, ref, cancelled.message()));
    }
    return told;
  }

  /** Everything that the child of an open attempt is to know. It may know it already. */
  static List<Effect> outstanding(FlowState state, int atom, OpenAttempt open) {
    SortedMap<String, Json> arguments = Lookup.found(state, atom, open.action());
    List<Effect> told = new ArrayList<>(request(state, atom, open, arguments));
    told.add(hold(state, atom, open));
    return told;
  }

  /** Whether the child is to rest: it does while its parent does. */
  private static Effect hold(FlowState state, int atom, OpenAttempt open) {
    FlowId child = Objects.requireNonNull(state.atom(atom).child());
    boolean rests =
        state.status() == FlowStatus.SUSPENDING || state.status() == FlowStatus.SUSPENDED;
    return new Effect.Send(child, new Signal.HoldChild(child, ref(state, atom, open), rests));
  }

  private static Effect start(
      FlowState state,
      FlowId child,
      AttemptRef ref,
      String definition,
      SortedMap<String, Json> arguments) {
    FlowOptions options = state.options();
    return new Effect.Send(
        child,
        new Signal.StartChild(
            child,
            ref,
            definition,
            state.family().flows(),
            arguments,
            options.placementLimit(),
            options.deferReverts(),
            options.neverResolve()));
  }

  private static Effect revert(FlowId child, AttemptRef ref, String reason) {
    return new Effect.Send(child, new Signal.RevertChild(child, ref, reason));
  }

  /**
   * The child is not wanted any more: it is told to revert, and the attempt fails with this when it
   * has. It may still succeed before it hears of it.
   */
  static void cancel(Step step, int atom, OpenAttempt open, Failure failure) {
    OpenAttempt.OfChild child = open.child();
    if (child == null || open.action() != Action.EXECUTE) {
      return;
    }
    if (child.cancelled() == null) {
      step.emit(new ChildCancelled(step.now(), step.name(atom), open.token(), failure));
    }
    FlowId id = Objects.requireNonNull(step.atom(atom).child());
    step.effect(revert(id, ref(step.state(), atom, open), failure.message()));
  }

  /** The failure of an attempt that was cancelled is what it was cancelled for. */
  static Failure failure(OpenAttempt open, Failure answered) {
    Failure cancelled = open.child() == null ? null : open.child().cancelled();
    return cancelled == null
        ? answered
        : new Failure(
            cancelled.code(),
            cancelled.typeNames(),
            cancelled.message(),
            "",
            cancelled.retryable(),
            List.of(ChildAnswer.shortened(answered)));
  }

  /** Nothing was heard of the child for a while: it is told again all that it is to know. */
  static void askAgain(Step step, int atom, OpenAttempt open) {
    step.emit(new ChildAsked(step.now(), step.name(atom), open.token()));
    outstanding(step.state(), atom, open).forEach(step::effect);
    Deadlines.armChild(step, atom);
  }

  /** Lets the children of all open attempts rest, or go on, as the flow does now. */
  static void hold(Step step) {
    hold(step, open -> true);
  }

  /** Lets those go on that revert: the others are cancelled, which they take up even at rest. */
  static void resumeReverts(Step step) {
    hold(step, open -> open.action() == Action.REVERT);
  }

  private static void hold(Step step, Predicate<OpenAttempt> which) {
    FlowState state = step.state();
    for (int atom : state.children() == 0 ? List.<Integer>of() : state.plan().atoms()) {
      OpenAttempt open = state.atom(atom).open();
      if (open != null && open.child() != null && which.test(open)) {
        step.effect(hold(state, atom, open));
      }
    }
  }

  /** Who a flow is to others, for people. */
  static String who(FlowState state) {
    return "flow " + state.id();
  }

  private static AttemptRef ref(FlowState state, int atom, OpenAttempt open) {
    return new AttemptRef(state.id(), state.plan().atom(atom).name(), open.action(), open.token());
  }
}
