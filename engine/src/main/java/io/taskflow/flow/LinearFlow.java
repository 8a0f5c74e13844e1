package io.taskflow.flow;

import java.util.List;

/** Its items run one after another, in the order given. */
public record LinearFlow(String name, List<FlowItem> items) implements Flow {
  public LinearFlow {
    items = List.copyOf(items);
  }
}
