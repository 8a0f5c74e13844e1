package io.taskflow.flow;

/** What a flow is made of: tasks and retries, which are run, and the flows around them. */
public sealed interface FlowElement permits FlowItem, AtomSpec {

  /** Unique among all tasks, retries and flows of the whole flow. */
  String name();
}
