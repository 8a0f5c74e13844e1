package io.taskflow.testkit.conformance.vector;

import io.taskflow.flow.Decider.Depth;
import io.taskflow.protocol.Json;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A link of a graph flow of a vector.
 *
 * @param from name of the child it leads from
 * @param to name of the child it leads to
 * @param question what decides whether that runs; null for nothing
 * @param depth how far a "no" reaches
 */
public record VectorLink(String from, String to, @Nullable Question question, Depth depth) {

  /** What the facts call its decider. */
  public String name() {
    return from + "->" + to;
  }

  /**
   * What a decider goes by.
   *
   * @param kind what is asked
   * @param atom whose result is looked at; empty if the kind looks at none
   * @param value to compare with
   */
  public record Question(Kind kind, String atom, Json value) {

    /** The answer for results by the names of their atoms. */
    public boolean answer(SortedMap<String, Json> results) {
      return switch (kind) {
        case CONST -> Json.of(true).equals(value);
        case EQUALS -> equal(results);
        case NOT_EQUALS -> !equal(results);
        case HAS -> results.containsKey(atom);
        case SIZE_GE -> results.size() >= value.as(Integer.class);
      };
    }

    private boolean equal(SortedMap<String, Json> results) {
      Json result = results.get(atom);
      return result != null && JsonValues.equal(result, value);
    }
  }

  /** What is asked. */
  public enum Kind {
    /** The value is true. */
    CONST,
    /** The atom's result is the value. */
    EQUALS,
    /** Not {@link #EQUALS}. */
    NOT_EQUALS,
    /** The atom has a result. */
    HAS,
    /** There are at least as many results as the value says. */
    SIZE_GE
  }
}
