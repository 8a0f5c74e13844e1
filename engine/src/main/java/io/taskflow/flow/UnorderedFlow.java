package io.taskflow.flow;

import java.util.List;

/**
 * Its items run in any order, at the same time if workers allow; they don't see each other.
 *
 * @param name unique within the whole flow, 1 to {@value #MAX_NAME_LENGTH} characters
 */
public record UnorderedFlow(String name, List<FlowItem> items) implements Flow {
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
      return new UnorderedFlow(name(), items());
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
