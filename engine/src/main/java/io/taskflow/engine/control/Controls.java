package io.taskflow.engine.control;

import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The retry controllers and conditions that flows may name. Every engine that shares a journal has
 * to have the same ones. Immutable, hence thread-safe.
 */
public final class Controls {

  /** None. */
  public static final Controls NONE = builder().build();

  private static final Controls ELSEWHERE = new Controls(builder(), true);

  private final boolean anyName;
  private final Map<String, Function<Json, RetryController>> retries;
  private final Map<String, Function<Json, LinkCondition>> conditions;

  private Controls(Builder builder, boolean anyName) {
    this.anyName = anyName;
    this.retries = Map.copyOf(builder.retries);
    this.conditions = Map.copyOf(builder.conditions);
  }

  /**
   * What stands for the controls of engines elsewhere: any name is one, and none can decide
   * anything. For programs that only look at flows, such as {@link
   * io.taskflow.engine.runtime.EngineBuilder#client clients}.
   */
  public static Controls elsewhere() {
    return ELSEWHERE;
  }

  /** Begins to collect. */
  public static Builder builder() {
    return new Builder();
  }

  /** What is registered for retries under a name: from settings to a controller. */
  public Optional<Function<Json, RetryController>> retry(String name) {
    return anyName
        ? Optional.of(settings -> new Unknown(name))
        : Optional.ofNullable(retries.get(name));
  }

  /** What is registered for links under a name: from settings to a condition. */
  public Optional<Function<Json, LinkCondition>> condition(String name) {
    return anyName
        ? Optional.of(settings -> new Unknown(name))
        : Optional.ofNullable(conditions.get(name));
  }

  /** The names of all registered retry controllers, for suggestions. */
  public Set<String> retryNames() {
    return new TreeSet<>(retries.keySet());
  }

  /** The names of all registered conditions, for suggestions. */
  public Set<String> conditionNames() {
    return new TreeSet<>(conditions.keySet());
  }

  /** Something that another program has under a name. */
  private record Unknown(String name) implements RetryController, LinkCondition {

    @Override
    public Json execute(Call call) throws ControlException {
      throw unknown();
    }

    @Override
    public RetryDecision onFailure(Call call) throws ControlException {
      throw unknown();
    }

    @Override
    public boolean test(SortedMap<String, Json> results) throws ControlException {
      throw unknown();
    }

    private ControlException unknown() {
      return new ControlException(
          FailureCode.ENGINE_ERROR,
          "'" + name + "' is registered at engines, and not in this program");
    }
  }

  /** Collects. Not thread-safe. */
  public static final class Builder {
    private final Map<String, Function<Json, RetryController>> retries = new HashMap<>();
    private final Map<String, Function<Json, LinkCondition>> conditions = new HashMap<>();

    private Builder() {}

    /**
     * Registers a retry controller.
     *
     * @param controller from the settings in the flow; what it throws is a problem of the flow
     */
    public Builder retry(String name, Function<Json, RetryController> controller) {
      if (retries.putIfAbsent(name, controller) != null) {
        throw new IllegalArgumentException(
            "a retry controller '" + name + "' is registered already");
      }
      return this;
    }

    /**
     * Registers a condition.
     *
     * @param condition from the settings in the flow; what it throws is a problem of the flow
     */
    public Builder condition(String name, Function<Json, LinkCondition> condition) {
      if (conditions.putIfAbsent(name, condition) != null) {
        throw new IllegalArgumentException("a condition '" + name + "' is registered already");
      }
      return this;
    }

    /** All that was registered so far. */
    public Controls build() {
      return new Controls(this, false);
    }
  }
}
