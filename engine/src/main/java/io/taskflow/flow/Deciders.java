package io.taskflow.flow;

import io.taskflow.protocol.Json;
import org.jspecify.annotations.Nullable;

/** Where writing the decider of a link begins. */
public final class Deciders {

  private Deciders() {}

  /**
   * Runs the target if a CEL expression is true; see {@link Decider.Condition.Expression}. A "no"
   * reaches everything that comes after the target.
   */
  public static Decider when(String cel) {
    return when(cel, Decider.Depth.ALL);
  }

  /** As {@link #when(String)}, reaching as far as the depth says. */
  public static Decider when(String cel, Decider.Depth depth) {
    return new Decider(new Decider.Condition.Expression(cel), depth);
  }

  /**
   * Runs the target if a condition says so that is registered at the engine by name.
   *
   * @param settings given to what is registered; anything that {@link Json#of} takes
   */
  public static Decider named(String name, @Nullable Object settings, Decider.Depth depth) {
    return new Decider(new Decider.Condition.Named(name, Json.of(settings)), depth);
  }
}
