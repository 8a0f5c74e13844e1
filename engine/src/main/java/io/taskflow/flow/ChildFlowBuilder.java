package io.taskflow.flow;

import io.taskflow.flow.TaskSpec.Provides;
import io.taskflow.protocol.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link ChildFlow}; {@link Flows#childFlow} makes one. Unless told otherwise a child is
 * reverted with its parent, and attempted once. Not thread-safe.
 */
public final class ChildFlowBuilder implements FlowPart {

  private final String name;
  private final String flow;
  private final List<String> requires = new ArrayList<>();
  private final List<String> optional = new ArrayList<>();
  private Provides provides = new Provides.Nothing();
  private final Map<String, String> rebind = new TreeMap<>();
  private final Map<String, Json> inject = new TreeMap<>();
  private boolean revertible = true;
  private AttemptPolicy policy = AttemptPolicy.ONCE;
  private Duration delay = Duration.ZERO;
  private @Nullable Duration startToClose;

  ChildFlowBuilder(String name, String flow) {
    this.name = name;
    this.flow = flow;
  }

  /** Adds values that the child must be given; they are its store. */
  public ChildFlowBuilder requires(String... arguments) {
    requires.addAll(List.of(arguments));
    return this;
  }

  /** Adds values that the child is given if somebody in sight provides them. */
  public ChildFlowBuilder optional(String... arguments) {
    optional.addAll(List.of(arguments));
    return this;
  }

  /** Makes the object of all that the child provides visible under a name. */
  public ChildFlowBuilder provides(String symbol) {
    provides = new Provides.Whole(symbol);
    return this;
  }

  /** Makes these of the symbols that the child provides visible, instead of the whole. */
  public ChildFlowBuilder providesMembers(String... symbols) {
    provides = new Provides.Keyed(List.of(symbols));
    return this;
  }

  /** Looks a value of the child's store up under another name. */
  public ChildFlowBuilder rebind(String argument, String symbol) {
    rebind.put(argument, symbol);
    return this;
  }

  /**
   * Gives the child a value that nobody else sees. It wins over the store and over other atoms.
   *
   * @param symbol the name it is looked up by, after rebinding
   * @param value anything that {@link Json#of} takes
   * @throws io.taskflow.protocol.InvalidJsonException if the value can't be written as JSON
   */
  public ChildFlowBuilder inject(String symbol, @Nullable Object value) {
    inject.put(symbol, Json.of(value));
    return this;
  }

  /** Lets what the child did stay when the parent is reverted. */
  public ChildFlowBuilder notRevertible() {
    revertible = false;
    return this;
  }

  /** How often it is attempted, each time with a new child, before it counts as failed. */
  public ChildFlowBuilder attempts(AttemptPolicy value) {
    policy = value;
    return this;
  }

  /** Waits so long, when everything before it is done, before it is begun. */
  public ChildFlowBuilder delay(Duration wait) {
    delay = wait;
    return this;
  }

  /** How long the child may take before it is told to revert. */
  public ChildFlowBuilder startToClose(Duration limit) {
    startToClose = limit;
    return this;
  }

  /**
   * The child flow.
   *
   * @throws IllegalArgumentException if something that was given breaks a rule of {@link ChildFlow}
   */
  @Override
  public ChildFlow toItem() {
    return new ChildFlow(
        name,
        flow,
        requires,
        optional,
        provides,
        rebind,
        inject,
        revertible,
        policy,
        delay,
        startToClose);
  }
}
