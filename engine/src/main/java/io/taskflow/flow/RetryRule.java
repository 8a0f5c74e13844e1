package io.taskflow.flow;

import io.taskflow.protocol.Json;
import java.util.List;

/**
 * How a retry decides when something in its flow has failed. REVERT means: revert this flow, and
 * ask the retry around it too; REVERT_ALL: revert everything.
 */
public sealed interface RetryRule {

  /** One that every engine has. */
  sealed interface BuiltIn extends RetryRule {}

  /** Never tries again, and decides for REVERT. */
  record AlwaysRevert() implements BuiltIn {}

  /** Never tries again, and decides for REVERT_ALL. */
  record AlwaysRevertAll() implements BuiltIn {}

  /**
   * Tries again until the flow was executed so many times. Provides the number of the attempt, from
   * 1.
   *
   * @param attempts how often the flow is executed in all; 0 is as good as 1
   * @param revertAll whether it gives up with REVERT_ALL instead of REVERT
   */
  record Times(int attempts, boolean revertAll) implements BuiltIn {
    public Times {
      if (attempts < 0) {
        throw new IllegalArgumentException(
            "attempts of a retry must be 0 or more, but are " + attempts);
      }
    }
  }

  /**
   * Tries once with each value, in order; one that is there twice is tried twice. Provides the
   * value of the attempt.
   *
   * @param revertAll whether it gives up with REVERT_ALL instead of REVERT
   */
  record ForEach(List<Json> values, boolean revertAll) implements BuiltIn {
    public ForEach {
      values = List.copyOf(values);
    }
  }

  /**
   * As {@link ForEach}, with the values in its argument {@value #VALUES}, an array.
   *
   * @param revertAll whether it gives up with REVERT_ALL instead of REVERT
   */
  record ParameterizedForEach(boolean revertAll) implements BuiltIn {
    /** The argument with the values. */
    public static final String VALUES = "values";
  }

  /**
   * One that is registered at the engine by name.
   *
   * @param controller the registered name
   * @param settings given to what is registered; null if there are none
   */
  record Named(String controller, Json settings) implements RetryRule {
    public Named {
      Rules.requireName("name of a retry controller", controller);
    }
  }
}
