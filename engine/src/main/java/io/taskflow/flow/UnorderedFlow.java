package io.taskflow.flow;

import java.util.List;

/** Its items run in any order, at the same time if workers allow; they don't see each other. */
public record UnorderedFlow(String name, List<FlowItem> items) implements Flow {
  public UnorderedFlow {
    items = List.copyOf(items);
  }
}
