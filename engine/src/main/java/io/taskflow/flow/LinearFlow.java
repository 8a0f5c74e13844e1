package io.taskflow.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Its items run one after another, in the order given.
 *
 * @param name unique within the whole flow, 1 to {@value #MAX_NAME_LENGTH} characters
 * @param retry decides what happens when something in it fails; null if the flow around it does
 */
public record LinearFlow(String name, @Nullable RetrySpec retry, List<FlowItem> items)
    implements Flow {
  public LinearFlow {
    Rules.requireName("flow name", name);
    items = List.copyOf(items);
  }

  /** Builds a {@link LinearFlow}; {@link Flows#linear} makes one. Not thread-safe. */
  public static final class Builder extends FlowBuilder<Builder> {

    Builder(String name) {
      super(name);
    }

    @Override
    public LinearFlow build() {
      return new LinearFlow(name(), retry(), items());
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
