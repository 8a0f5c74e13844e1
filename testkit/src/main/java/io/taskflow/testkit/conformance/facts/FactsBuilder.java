package io.taskflow.testkit.conformance.facts;

import io.taskflow.protocol.Json;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects facts that are observed. Not thread-safe. */
public final class FactsBuilder {

  private final SortedMap<String, Json> byPath = new TreeMap<>();

  /**
   * Adds a fact.
   *
   * @param value anything that {@link Json#of} takes
   */
  public void put(String path, @Nullable Object value) {
    byPath.put(path, Json.of(value));
  }

  /** The facts so far. */
  public Facts build() {
    return new Facts(byPath);
  }
}
