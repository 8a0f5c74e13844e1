package io.taskflow.flow;

import io.taskflow.protocol.Json;

/**
 * Decides, when everything before the end of a link is done, whether what the link leads to is run
 * or ignored.
 *
 * @param condition what is asked
 * @param depth how far a "no" reaches; of several that say no the widest counts
 */
public record Decider(Condition condition, Depth depth) {

  /** How far a "no" reaches, widest first. The target itself is always ignored. */
  public enum Depth {
    /** Everything that comes after the target, behind the end of its flow too. */
    ALL,
    /** What comes after the target in the same flow; contents of nested flows are not reached. */
    FLOW,
    /** The tasks that directly follow the target. */
    NEIGHBORS,
    /** Nothing else. */
    ATOM
  }

  /** What is asked; it answers from the results of the atoms before the target. */
  public sealed interface Condition {

    /**
     * An expression in CEL that gives a boolean, over {@code results}: a map of the names of those
     * atoms that links with deciders lead from to the target, and that were not ignored, to their
     * results.
     */
    record Expression(String cel) implements Condition {
      /** Longest expression, in characters. */
      public static final int MAX_LENGTH = 10_000;

      public Expression {
        if (cel.isBlank() || cel.length() > MAX_LENGTH) {
          throw new IllegalArgumentException(
              "an expression has 1 to %,d characters, but this has %,d"
                  .formatted(MAX_LENGTH, cel.length()));
        }
      }
    }

    /**
     * One that is registered at the engine by name.
     *
     * @param name the registered name
     * @param settings given to what is registered; null if there are none
     */
    record Named(String name, Json settings) implements Condition {
      public Named {
        Rules.requireName("name of a condition", name);
      }
    }
  }
}
