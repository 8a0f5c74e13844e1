package io.taskflow.flow;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Its items run in the order of their dependencies: an item that requires a symbol follows the item
 * that provides it, and links add more.
 *
 * <p>The items are taken in the order given. One that requires a symbol follows the one before it
 * that provides the symbol; if several do, the flow is ambiguous and refused. If none does, it
 * follows the first one after it that does.
 *
 * @param name unique within the whole flow, 1 to {@value #MAX_NAME_LENGTH} characters
 * @param retry decides what happens when something in it fails; null if the flow around it does
 * @param items in the order in which they are added to the graph
 * @param links made in order, after all items are added
 * @param target name of the only item that is wanted, with all that it depends on; everything else
 *     is as if it had not been added. Null if all are wanted.
 */
public record GraphFlow(
    String name,
    @Nullable RetrySpec retry,
    List<FlowItem> items,
    List<Link> links,
    @Nullable String target)
    implements Flow {
  public GraphFlow {
    Rules.requireName("flow name", name);
    items = List.copyOf(items);
    links = List.copyOf(links);
    if (target != null) {
      Rules.requireName("target", target);
    }
  }

  /**
   * The item {@code to} starts only after {@code from} is done; both are direct items.
   *
   * @param decider decides whether {@code to} is run at all; null if nothing does
   */
  public record Link(String from, String to, @Nullable Decider decider) {
    public Link {
      Rules.requireName("start of a link", from);
      Rules.requireName("end of a link", to);
    }
  }

  /** Builds a {@link GraphFlow}; {@link Flows#graph} makes one. Not thread-safe. */
  public static final class Builder extends FlowBuilder<Builder> {
    private final List<Link> links = new ArrayList<>();
    private @Nullable String target;

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
      links.add(new Link(from, to, null));
      return this;
    }

    /**
     * Lets an item start only after another one is done, and only if a decider says so.
     *
     * @param from name of the item to wait for
     * @param to name of the item that waits
     */
    public Builder link(String from, String to, Decider decider) {
      links.add(new Link(from, to, decider));
      return this;
    }

    /** Wants only this item, and what it depends on; the others are as if they were not there. */
    public Builder target(String item) {
      target = item;
      return this;
    }

    @Override
    public GraphFlow build() {
      return new GraphFlow(name(), retry(), items(), links, target);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
