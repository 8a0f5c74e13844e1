package io.taskflow.flow;

import java.util.List;

/**
 * An ordered structure of tasks and other flows. A value: immutable, comparable, writable as JSON
 * without loss.
 */
public sealed interface Flow extends FlowItem permits LinearFlow, UnorderedFlow, GraphFlow {

  /** What it contains, in the order it was written. */
  List<FlowItem> items();
}
