package io.taskflow.engine.runtime;

import io.taskflow.engine.runtime.Plans.Compiled;
import io.taskflow.flow.Flow;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What the flows that were submitted lately have been compiled to, found by the objects themselves:
 * whoever submits the same one again does not have it written, hashed and looked up once more. A
 * few are kept, unless they are long. Thread-safe.
 */
final class RecentFlows {

  private static final int MOST = 16;

  /** In characters of all definitions. */
  private static final int LONG = 100_000;

  private final AtomicReferenceArray<@Nullable Known> known = new AtomicReferenceArray<>(MOST);
  private final AtomicInteger remembered = new AtomicInteger();

  /**
   * A flow object.
   *
   * @param stored the names of the values that it was checked against
   * @param compiled what it came to
   */
  private record Known(Flow flow, Set<String> stored, Compiled compiled) {}

  /** What this very object, with values of these names, was compiled to; null if not known. */
  @Nullable Compiled find(Flow flow, Set<String> stored) {
    for (int i = 0; i < MOST; i++) {
      Known one = known.get(i);
      if (one != null && one.flow() == flow && one.stored().equals(stored)) {
        return one.compiled();
      }
    }
    return null;
  }

  /** Takes the place of the one that has been there longest. */
  Compiled remember(Flow flow, Set<String> stored, Compiled compiled) {
    int length = compiled.definitions().values().stream().mapToInt(String::length).sum();
    if (length <= LONG) {
      int place = Math.floorMod(remembered.getAndIncrement(), MOST);
      known.set(place, new Known(flow, Set.copyOf(stored), compiled));
    }
    return compiled;
  }
}
