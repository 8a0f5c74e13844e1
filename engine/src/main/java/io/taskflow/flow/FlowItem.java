package io.taskflow.flow;

import io.taskflow.protocol.Names;

/** Something that a flow can contain: a task, or another flow. */
public sealed interface FlowItem extends FlowElement, FlowPart permits TaskSpec, Flow {

  /** Longest name of a task, flow, type, argument or symbol, in characters. */
  int MAX_NAME_LENGTH = Names.MAX_NAME_LENGTH;

  @Override
  default FlowItem toItem() {
    return this;
  }
}
