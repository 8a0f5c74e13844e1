package io.taskflow.flow;

import io.taskflow.flow.TaskSpec.Provides;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Builds a {@link RetrySpec}; {@link Retries} makes one. Not thread-safe. */
public final class RetryBuilder {

  private RetryRule rule;
  private @Nullable String name;
  private final List<String> requires = new ArrayList<>();
  private Provides provides = new Provides.Nothing();
  private final Map<String, String> rebind = new TreeMap<>();

  RetryBuilder(RetryRule rule) {
    this.rule = rule;
  }

  /** Its name; the name of its flow and {@code _retry} if none is given. */
  public RetryBuilder name(String value) {
    name = value;
    return this;
  }

  /**
   * Gives up with REVERT_ALL instead of REVERT.
   *
   * @throws IllegalStateException if the rule has no such choice
   */
  public RetryBuilder revertAll() {
    rule =
        switch (rule) {
          case RetryRule.Times r -> new RetryRule.Times(r.attempts(), true);
          case RetryRule.ForEach r -> new RetryRule.ForEach(r.values(), true);
          case RetryRule.ParameterizedForEach r -> new RetryRule.ParameterizedForEach(true);
          case RetryRule.AlwaysRevert r -> new RetryRule.AlwaysRevertAll();
          case RetryRule.AlwaysRevertAll r -> r;
          case RetryRule.Named r ->
              throw new IllegalStateException(
                  "what the registered retry '" + r.controller() + "' decides is up to it");
        };
    return this;
  }

  /** Adds arguments that a registered retry must have. */
  public RetryBuilder requires(String... arguments) {
    requires.addAll(List.of(arguments));
    return this;
  }

  /** Makes the value of the attempt visible to the flow, and to what follows it, under a name. */
  public RetryBuilder provides(String symbol) {
    provides = new Provides.Whole(symbol);
    return this;
  }

  /** Looks an argument up under another name than its own. */
  public RetryBuilder rebind(String argument, String symbol) {
    rebind.put(argument, symbol);
    return this;
  }

  RetrySpec build(String flow) {
    return new RetrySpec(
        name == null ? RetrySpec.defaultName(flow) : name, rule, requires, provides, rebind);
  }
}
