package io.taskflow.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Its items run in any order, at the same time if workers allow; they don't see each other.
 *
 * @param name unique within the whole flow, 1 to {@value #MAX_NAME_LENGTH} characters
 * @param retry decides what happens when something in it fails; null if the flow around it does
 */
public record UnorderedFlow(String name, @Nullable RetrySpec retry, List<FlowItem> items)
    implements Flow {
  public UnorderedFlow {
    Rules.requireName("flow name", name);
    items = List.copyOf(items);
  }

  /** Builds an {@link UnorderedFlow}; {@link Flows#unordered} makes one. Not thread-safe. */
  public static final class Builder extends FlowBuilder<Builder> {

    Builder(String name) {
      super(name);
    }

    @Override
    public UnorderedFlow build() {
      return new UnorderedFlow(name(), retry(), items());
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
