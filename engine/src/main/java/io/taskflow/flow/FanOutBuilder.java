package io.taskflow.flow;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Builds a {@link FanOut}; {@link Flows#forEach} makes one. Not thread-safe. */
public final class FanOutBuilder implements FlowPart {

  private final String name;
  private final String over;
  private final String item;
  private final Supplier<? extends AttemptedSpec> task;
  private @Nullable Integer limit;
  private @Nullable String collects;

  FanOutBuilder(String name, String over, String item, Supplier<? extends AttemptedSpec> task) {
    this.name = name;
    this.over = over;
    this.item = item;
    this.task = task;
  }

  /** How many items run at the same time; all if nothing is said. */
  public FanOutBuilder limit(int items) {
    limit = items;
    return this;
  }

  /** Makes the list of all results, in the order of the elements, visible under a name. */
  public FanOutBuilder collects(String symbol) {
    collects = symbol;
    return this;
  }

  @Override
  public FanOut toItem() {
    return new FanOut(name, over, item, task.get(), limit, collects);
  }
}
