package io.taskflow.protocol.json;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The members of one object while it is being read. Owned by the thread that reads. */
final class Values {

  private final Map<String, Object> byName = new HashMap<>();

  void put(String name, Object value) {
    byName.put(name, value);
  }

  boolean has(String name) {
    return byName.containsKey(name);
  }

  /** The value of a member that is always there. */
  <V> V get(Key<V> key) {
    return Objects.requireNonNull(optional(key), key.name());
  }

  /** The value of a member, null if it was left out. */
  @SuppressWarnings("unchecked") // A shape puts under a key's name only what the key's type read.
  <V> @Nullable V optional(Key<V> key) {
    return (V) byName.get(key.name());
  }

  /** The value of a member, or what its absence means. */
  <V> V orElse(Key<V> key, V absent) {
    V value = optional(key);
    return value == null ? absent : value;
  }
}
