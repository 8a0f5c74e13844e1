package io.taskflow.flow;

import io.taskflow.protocol.Action;
import java.time.Duration;
import java.util.List;

/**
 * An atom that others execute and revert for the flow, attempt by attempt: a task is asked of a
 * worker, a child flow of the engine that owns it.
 */
public sealed interface AttemptedSpec extends FlowItem, AtomSpec permits TaskSpec, ChildFlow {

  /** Arguments of execute that it can do without; one that is rebound is required. */
  List<String> optional();

  /** Whether there is anything to revert; if not, nobody is asked to. */
  boolean revertible();

  /** How often an action is attempted before it counts as failed. */
  AttemptPolicy policy(Action action);

  /** How long it waits, when everything before it is done, before it is dispatched. */
  Duration delay();

  /** The same under another name. */
  AttemptedSpec named(String other);
}
