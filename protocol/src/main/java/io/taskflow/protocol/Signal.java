package io.taskflow.protocol;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What somebody asks of a flow, sent to the inbox of its partition. */
public sealed interface Signal extends Message {

  /** The flow it is meant for. */
  FlowId flow();

  /** A flow was submitted, or something else happened to it that its owner should look at. */
  record WakeUp(FlowId flow) implements Signal {}

  /**
   * Start nothing new, let what runs end, then rest.
   *
   * @param by who asks, for the journal
   */
  record Suspend(FlowId flow, String by) implements Signal {}

  /** Go on after a suspension. */
  record Resume(FlowId flow, String by) implements Signal {}

  /**
   * Roll back now: cancel what runs and revert everything that was done.
   *
   * @param why in the words of who asks; empty if nothing is said
   */
  record Revert(FlowId flow, String by, String why) implements Signal {
    /** Without a reason. */
    public Revert(FlowId flow, String by) {
      this(flow, by, "");
    }
  }

  /** Run again what has ended: a reverted flow starts over, a failed one goes on. */
  record Rerun(FlowId flow, String by) implements Signal {}

  /** Forget everything that a flow has done that has ended. */
  record Reset(FlowId flow, String by) implements Signal {}

  /**
   * Do an action of a task again: revert again what could not be reverted, execute again what
   * failed and was not resolved, send a request at once that rests.
   *
   * @param arguments in place of those that the task would get, by name; the others stay as they
   *     are
   * @param by who asks, for the journal
   * @param why in the words of who asks, for the journal
   */
  record RetryTask(
      FlowId flow, String task, SortedMap<String, Json> arguments, String by, String why)
      implements Signal {
    public RetryTask {
      Names.requireName("task name", task, AttemptRef.MAX_TASK_NAME_LENGTH);
      arguments = Collections.unmodifiableSortedMap(new TreeMap<>(arguments));
    }
  }

  /** What came of an action of a task, said by a person in place of a worker. */
  record ResolveTask(FlowId flow, String task, Json result, String by, String why)
      implements Signal {
    public ResolveTask {
      Names.requireName("task name", task, AttemptRef.MAX_TASK_NAME_LENGTH);
    }
  }

  /** Go on without an action of a task. */
  record SkipTask(FlowId flow, String task, String by, String why) implements Signal {
    public SkipTask {
      Names.requireName("task name", task, AttemptRef.MAX_TASK_NAME_LENGTH);
    }
  }

  /** Somebody has seen what went wrong with a task. */
  record DismissTask(FlowId flow, String task, String by, String why) implements Signal {
    public DismissTask {
      Names.requireName("task name", task, AttemptRef.MAX_TASK_NAME_LENGTH);
    }
  }
}
