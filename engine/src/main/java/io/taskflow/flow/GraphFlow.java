package io.taskflow.flow;

import java.util.ArrayList;
import java.util.List;

/**
 * Its items run in the order of their dependencies: an item that requires a symbol follows the item
 * that provides it, and links add more.
 *
 * <p>The items are taken in the order given. One that requires a symbol follows the one before it
 * that provides the symbol; if several do, the flow is ambiguous and refused. If none does, it
 * follows the first one after it that does.
 *
 * @param name unique within the whole flow, 1 to {@value #MAX_NAME_LENGTH} characters
 */
public record GraphFlow(String name, List<FlowItem> items, List<Link> links) implements Flow {
  public GraphFlow {
    Rules.requireName("flow name", name);
    items = List.copyOf(items);
    links = List.copyOf(links);
  }

  /** The item {@code to} starts only after {@code from} is done; both are direct items. */
  public record Link(String from, String to) {
    public Link {
      Rules.requireName("start of a link", from);
      Rules.requireName("end of a link", to);
    }
  }

  /** Builds a {@link GraphFlow}; {@link Flows#graph} makes one. Not thread-safe. */
  public static final class Builder extends FlowBuilder<Builder> {
    private final List<Link> links = new ArrayList<>();

    Builder(String name) {
      super(name);
    }

    /**
     * Lets an item start only after another one is done.
     *
     * @param from name of the item to wait for
     * @param to name of the item that waits
     */
    public Builder link(String from, String to) {
      links.add(new Link(from, to));
      return this;
    }

    @Override
    public GraphFlow build() {
      return new GraphFlow(name(), items(), links);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
