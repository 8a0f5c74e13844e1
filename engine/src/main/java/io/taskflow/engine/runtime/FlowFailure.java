package io.taskflow.engine.runtime;

import io.taskflow.protocol.Action;
import io.taskflow.protocol.Failure;
import java.util.List;

/**
 * One thing that went wrong in a flow: an execute or a revert that failed. Its cause is the failure
 * itself, as {@link FailureCause}.
 */
public final class FlowFailure extends FlowFailedException {

  private static final long serialVersionUID = 1L;

  private final String atom;
  private final Action action;
  private final transient Failure failure;

  FlowFailure(FlowResult result, String prefix, String atom, Action action, Failure failure) {
    super(result, prefix + message(atom, action, failure), FailureCause.of(failure));
    this.atom = atom;
    this.action = action;
    this.failure = failure;
  }

  /** The task, or the retry, that failed. */
  public String atom() {
    return atom;
  }

  /** What it failed to do. */
  public Action action() {
    return action;
  }

  /** Why. */
  public Failure failure() {
    return failure;
  }

  @Override
  public List<FlowFailure> failures() {
    return List.of(this);
  }

  private static String message(String atom, Action action, Failure failure) {
    String what = action == Action.EXECUTE ? "'" + atom + "'" : "revert of '" + atom + "'";
    return what + " failed: " + failure;
  }
}
