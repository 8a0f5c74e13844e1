package io.taskflow.testkit.conformance;

import io.taskflow.engine.control.Controls;
import io.taskflow.engine.control.LinkCondition;
import io.taskflow.engine.control.RetryController;
import io.taskflow.testkit.conformance.vector.VectorRetry;
import java.util.function.Function;

/** The retries and conditions of vectors, as an engine has to have them registered. */
public final class VectorControls {

  static final String RETRY = "vector.retry";
  static final String CONDITION = "vector.condition";

  private VectorControls() {}

  /**
   * What a flow says to a registered retry or condition.
   *
   * @param vector the key under which the flow's vector is known
   * @param name of the retry or link in it
   */
  record Settings(String vector, String name) {}

  /** Where retries and conditions of a vector get their code from. */
  public interface Source {

    /** The code of a retry that isn't built in. */
    RetryController retry(String name);

    /** The code of a decider. */
    LinkCondition condition(String link);
  }

  /** Controls that look up the code when a flow is compiled, by the key of its vector. */
  public static Controls of(Function<String, Source> sources) {
    return Controls.builder()
        .retry(
            RETRY,
            json -> {
              Settings settings = json.as(Settings.class);
              return sources.apply(settings.vector()).retry(settings.name());
            })
        .condition(
            CONDITION,
            json -> {
              Settings settings = json.as(Settings.class);
              return sources.apply(settings.vector()).condition(settings.name());
            })
        .build();
  }

  /** Whether one of our own retries does the same. */
  static boolean isBuiltIn(VectorRetry retry) {
    return retry.kind() != VectorRetry.Kind.SCRIPTED && retry.revert().isEmpty();
  }
}
