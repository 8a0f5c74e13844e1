package io.taskflow.flow;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the builders of all kinds of flows have in common. Not thread-safe.
 *
 * @param <B> the builder itself
 */
public abstract sealed class FlowBuilder<B extends FlowBuilder<B>> implements FlowPart
    permits LinearFlow.Builder, UnorderedFlow.Builder, GraphFlow.Builder {

  private final String name;
  private final List<FlowItem> items = new ArrayList<>();
  private @Nullable RetrySpec retry;

  FlowBuilder(String name) {
    Rules.requireName("flow name", name);
    this.name = name;
  }

  /** Appends tasks and flows, as they are now. */
  public B add(FlowPart... parts) {
    return addAll(List.of(parts));
  }

  /** Appends tasks and flows, as they are now, in the order of the iteration. */
  public B addAll(Iterable<? extends FlowPart> parts) {
    for (FlowPart part : parts) {
      items.add(part.toItem());
    }
    return self();
  }

  /** Lets a retry decide what happens when something in the flow fails; {@link Retries}. */
  public B retry(RetryBuilder value) {
    retry = value.build(name);
    return self();
  }

  /** The flow with all that was added so far. */
  public abstract Flow build();

  @Override
  public final Flow toItem() {
    return build();
  }

  abstract B self();

  final String name() {
    return name;
  }

  final @Nullable RetrySpec retry() {
    return retry;
  }

  final List<FlowItem> items() {
    return items;
  }
}
