package io.taskflow.protocol;

/**
 * Names one dispatch of one action of one task of one flow. A worker copies it from the request
 * into every reply.
 *
 * @param flow the flow
 * @param task name of the task within the flow
 * @param action what was asked for
 * @param token proof that a reply belongs to this very dispatch
 */
public record AttemptRef(FlowId flow, String task, Action action, AttemptToken token) {

  /** Longest accepted task name, in characters. */
  public static final int MAX_TASK_NAME_LENGTH = 200;

  public AttemptRef {
    Names.requireName("task name", task, MAX_TASK_NAME_LENGTH);
  }
}
