package io.taskflow.flow;

import java.util.List;

/**
 * Its items run in the order of their dependencies: an item that requires a symbol follows the item
 * that provides it, and links add more.
 */
public record GraphFlow(String name, List<FlowItem> items, List<Link> links) implements Flow {
  public GraphFlow {
    items = List.copyOf(items);
    links = List.copyOf(links);
  }

  /** The item {@code to} starts only after {@code from} is done; both are direct items. */
  public record Link(String from, String to) {}
}
