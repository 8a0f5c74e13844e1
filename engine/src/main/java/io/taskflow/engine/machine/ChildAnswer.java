package io.taskflow.engine.machine;

import io.taskflow.protocol.Action;
import io.taskflow.protocol.AttemptRef;
import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a child flow that has ended answers the attempt of its parent that waits for it. A pure
 * function of its state, so that it is the same however often it is sent.
 */
final class ChildAnswer {

  /** More failures would make the answer too large; the child's journal has them all. */
  private static final int MAX_FAILURES = 20;

  /** Most failures of one chain of causes, branches counted in. */
  private static final int MAX_LINKS = 50;

  /** Names the failure of a child that has left something, beside the name of its code. */
  static final String NOT_REVERTED = "CHILD_NOT_REVERTED";

  private ChildAnswer() {}

  /**
   * Whether an attempt failed with a child that still has something to be reverted: another child
   * must not take its place, because the parent knows one at a time and reverts that.
   */
  static boolean leftSomething(Failure failure) {
    boolean own = failure.code() == FailureCode.CHILD_FAILED || failure.causes().isEmpty();
    Failure answered = own ? failure : failure.causes().getFirst();
    return answered.typeNames().contains(NOT_REVERTED);
  }

  /** The answer of a flow that has ended to the attempt that waits for it. */
  static TaskReply to(AttemptRef parent, FlowState state) {
    String who = Children.who(state);
    boolean undone = parent.action() == Action.REVERT && state.status() != FlowStatus.FAILURE;
    if (undone) {
      return new TaskReply.Succeeded(parent, who, state.changedAt(), Json.NULL);
    }
    if (parent.action() == Action.EXECUTE && state.status() == FlowStatus.SUCCESS) {
      return new TaskReply.Succeeded(
          parent, who, state.changedAt(), Json.of(Fetch.provided(state)));
    }
    return new TaskReply.Failed(parent, who, state.changedAt(), failure(state));
  }

  private static Failure failure(FlowState state) {
    FlowOutcome outcome = FlowOutcome.of(state.plan(), state);
    boolean stuck = state.status() == FlowStatus.FAILURE;
    String message =
        "child flow '%s' (%s) is %s%s: %s"
            .formatted(
                state.name(),
                state.id(),
                state.status(),
                stuck ? " and has to be looked at" : "",
                state.reason());
    List<Failure> causes = new ArrayList<>();
    add(outcome.revertFailures(), "revert of ", causes);
    add(outcome.failures(), "", causes);
    boolean retryable = !stuck && outcome.failures().values().stream().allMatch(Failure::retryable);
    List<String> names = new ArrayList<>(List.of(FailureCode.CHILD_FAILED.name()));
    if (stuck) {
      names.add(NOT_REVERTED);
    }
    return new Failure(FailureCode.CHILD_FAILED, names, message, "", retryable, causes);
  }

  private static void add(Map<String, Failure> failures, String what, List<Failure> to) {
    failures.forEach(
        (atom, failure) -> {
          if (to.size() < MAX_FAILURES) {
            to.add(named(what + "'" + atom + "'", shortened(failure)));
          }
        });
  }

  private static Failure named(String who, Failure failure) {
    return new Failure(
        failure.code(),
        failure.typeNames(),
        cut(who + " failed: " + failure.message()),
        "",
        failure.retryable(),
        failure.causes());
  }

  /** Without traces and what is far down, so that there is room for it among the causes. */
  static Failure shortened(Failure failure) {
    return shortened(failure, Failure.MAX_CAUSES - 2, new int[] {MAX_LINKS});
  }

  private static Failure shortened(Failure failure, int levels, int[] left) {
    List<Failure> causes = new ArrayList<>();
    for (Failure cause : failure.causes()) {
      if (levels > 0 && left[0]-- > 0) {
        causes.add(shortened(cause, levels - 1, left));
      }
    }
    return new Failure(
        failure.code(),
        failure.typeNames(),
        cut(failure.message()),
        "",
        failure.retryable(),
        causes);
  }

  private static String cut(String message) {
    return message.length() <= Failure.MAX_CAUSE_TEXT_LENGTH
        ? message
        : message.substring(0, Failure.MAX_CAUSE_TEXT_LENGTH) + "…";
  }
}
