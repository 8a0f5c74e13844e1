package io.taskflow.protocol;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What somebody asks of a flow, sent to the inbox of its partition. */
public sealed interface Signal extends Message {

  /** What the hash of a definition looks like. */
  Pattern HASH = Pattern.compile("[0-9a-f]{64}");

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

  /**
   * Begin a child flow, for an attempt of the flow that it is a part of. One that was begun already
   * is not begun again; if it is at its end, its answer is sent again.
   *
   * @param flow the child; its id follows from the attempt
   * @param parent the attempt that waits for the outcome
   * @param definition hash of the child's definition, which is in the journal
   * @param flows hashes of the definitions of all flows that the child may begin, by name
   * @param arguments what the child's store holds
   * @param placementLimit how long an attempt is tried again that no queue or worker takes
   * @param deferReverts whether retries that decide for REVERT leave it to those around them
   * @param neverResolve whether a failure is neither retried nor reverted
   */
  record StartChild(
      FlowId flow,
      AttemptRef parent,
      String definition,
      Map<String, String> flows,
      SortedMap<String, Json> arguments,
      Duration placementLimit,
      boolean deferReverts,
      boolean neverResolve)
      implements Signal {

    /** Most flows that a flow and its children may begin, by name. */
    public static final int MAX_FLOWS = 200;

    public StartChild {
      requireHash(definition);
      if (flows.size() > MAX_FLOWS) {
        throw new IllegalArgumentException(
            "there are " + flows.size() + " flows by name, at most " + MAX_FLOWS + " are allowed");
      }
      flows.forEach(
          (name, hash) -> {
            Names.requireName("name of a flow", name, Names.MAX_NAME_LENGTH);
            requireHash(hash);
          });
      flows = Collections.unmodifiableSortedMap(new TreeMap<>(flows));
      arguments = Collections.unmodifiableSortedMap(new TreeMap<>(arguments));
    }

    private static void requireHash(String hash) {
      if (!HASH.matcher(hash).matches()) {
        throw new IllegalArgumentException(
            "the hash of a definition has 64 lower-case hexadecimal digits, but this is not one");
      }
    }
  }

  /**
   * Roll a child flow back, and answer the attempt when that is done.
   *
   * @param parent the attempt that waits for it: of a revert; or of the execute that the child was
   *     begun for, which is not wanted any more
   * @param reason why, for people
   */
  record RevertChild(FlowId flow, AttemptRef parent, String reason) implements Signal {}

  /**
   * Let a child flow rest while its parent rests, or go on with it. A child that somebody else has
   * suspended stays so.
   *
   * @param parent the attempt that waits for the child
   * @param hold whether the child is to rest
   */
  record HoldChild(FlowId flow, AttemptRef parent, boolean hold) implements Signal {}
}
