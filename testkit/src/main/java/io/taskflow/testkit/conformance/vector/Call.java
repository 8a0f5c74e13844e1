package io.taskflow.testkit.conformance.vector;

import io.taskflow.protocol.Action;
import io.taskflow.protocol.Json;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A call of execute or revert that the world saw. Immutable.
 *
 * @param atom of which task or retry
 * @param action execute or revert
 * @param number the how-manyeth such call of that atom, from 1
 * @param facts what it was given and what it gave, by the names that vectors use
 */
public record Call(String atom, Action action, int number, Map<String, Json> facts) {
  public Call {
    facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
  }
}
