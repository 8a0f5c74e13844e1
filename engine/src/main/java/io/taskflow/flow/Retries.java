package io.taskflow.flow;

import io.taskflow.protocol.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where writing the retry of a flow begins:
 *
 * <pre>{@code
 * linear("call",
 *         task("dial", "phone.dial").requires("number"),
 *         task("talk", "phone.talk"))
 *     .retry(forEach("555-1", "555-2").provides("number"))
 * }</pre>
 */
public final class Retries {

  private Retries() {}

  /** Never tries again; the flow is reverted, and the retry around it is asked too. */
  public static RetryBuilder alwaysRevert() {
    return new RetryBuilder(new RetryRule.AlwaysRevert());
  }

  /** Never tries again; everything is reverted. */
  public static RetryBuilder alwaysRevertAll() {
    return new RetryBuilder(new RetryRule.AlwaysRevertAll());
  }

  /** Executes the flow at most so many times. Provides the number of the attempt. */
  public static RetryBuilder times(int attempts) {
    return new RetryBuilder(new RetryRule.Times(attempts, false));
  }

  /** Tries once with each of the values, which {@link Json#of} takes. Provides the value. */
  public static RetryBuilder forEach(Object... values) {
    return forEachOf(List.of(values));
  }

  /** As {@link #forEach}. */
  public static RetryBuilder forEachOf(Collection<?> values) {
    List<Json> all = new ArrayList<>(values.size());
    values.forEach(value -> all.add(Json.of(value)));
    return new RetryBuilder(new RetryRule.ForEach(all, false));
  }

  /** As {@link #forEach}, with the values in the argument {@code values}, which can be rebound. */
  public static RetryBuilder parameterizedForEach() {
    return new RetryBuilder(new RetryRule.ParameterizedForEach(false));
  }

  /**
   * One that is registered at the engine by name.
   *
   * @param settings given to what is registered; anything that {@link Json#of} takes
   */
  public static RetryBuilder named(String controller, @Nullable Object settings) {
    return new RetryBuilder(new RetryRule.Named(controller, Json.of(settings)));
  }
}
