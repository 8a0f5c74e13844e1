package io.taskflow.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ordered structure of tasks and other flows. A value: immutable, comparable, writable as JSON
 * without loss.
 */
public sealed interface Flow extends FlowItem permits LinearFlow, UnorderedFlow, GraphFlow {

  /**
   * Most tasks and retries that a flow may have, those of the flows in it included, and the items
   * of its fan-outs while it runs.
   */
  int MAX_TASKS = 200_000;

  /** Deepest nesting of flows; a flow that contains only tasks has depth 1. */
  int MAX_DEPTH = 100;

  /** Decides what happens when something in it fails; null if the flow around it does. */
  @Nullable RetrySpec retry();

  /** What it contains, in the order it was written. */
  List<FlowItem> items();
}
