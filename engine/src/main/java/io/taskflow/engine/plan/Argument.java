package io.taskflow.engine.plan;

import io.taskflow.protocol.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where one argument of an atom comes from. The sources are asked in this order: the injected
 * value, the flow's store, then the levels of providers from the innermost scope outwards. The
 * first level that has any provider that was not ignored settles it.
 *
 * @param name the argument's name, as the atom knows it
 * @param symbol the name it is looked up by
 * @param injected the value that the flow's author gave to this atom alone; null if none
 * @param levels who provides the symbol within sight of the atom: scopes from inside out, in each
 *     the nearest provider first. Scopes without a provider are left out. In a flow without any
 *     decider, where nothing is ever ignored, so are providers and scopes that can never be reached
 *     because one before them is sure to settle it. To be gone through rather than counted: what is
 *     hardly ever needed is found only when it is asked for
 * @param optional whether the atom does without if nobody in sight provides it
 */
public record Argument(
    String name,
    String symbol,
    @Nullable Json injected,
    List<List<Provider>> levels,
    boolean optional) {

  public Argument {
    levels = levels.stream().map(Argument::immutable).toList();
  }

  private static List<Provider> immutable(List<Provider> level) {
    return level instanceof NearestFirst || level instanceof GraphLevel
        ? level
        : List.copyOf(level);
  }

  /**
   * An atom that provides the symbol.
   *
   * @param atom the atom's node
   * @param part which part of its result
   */
  public record Provider(int atom, Part part) {}

  /** Which part of a result stands under a name. */
  public sealed interface Part {

    /** The whole result. */
    record Whole() implements Part {}

    /** An element of a result that is an array. */
    record Element(int index) implements Part {}

    /** A member of a result that is an object. */
    record Member(String key) implements Part {}
  }
}
