package io.taskflow.flow;

import io.taskflow.protocol.Names;

/** Something that a flow can contain: a task, a child flow, a fan-out, or another flow. */
public sealed interface FlowItem extends FlowElement, FlowPart permits AttemptedSpec, FanOut, Flow {

  /** Longest name of a task, flow, type, argument or symbol, in characters. */
  int MAX_NAME_LENGTH = Names.MAX_NAME_LENGTH;

  @Override
  default FlowItem toItem() {
    return this;
  }
}
