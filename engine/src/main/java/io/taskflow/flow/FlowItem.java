package io.taskflow.flow;

/** Something that a flow can contain: a task, or another flow. */
public sealed interface FlowItem permits TaskSpec, Flow {

  /** Unique among all tasks and flows of the whole flow. */
  String name();
}
