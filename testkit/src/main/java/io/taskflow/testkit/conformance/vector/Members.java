package io.taskflow.testkit.conformance.vector;

import io.taskflow.protocol.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of a JSON object; what is missing or of another kind is said with its place.
 */
final class Members {

  private final String where;
  private final Map<?, ?> members;

  private Members(String where, Map<?, ?> members) {
    this.where = where;
    this.members = members;
  }

  static Members of(String where, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return new Members(where, map);
    }
    throw new InvalidVectorException(where, "an object is expected, but it is " + value);
  }

  InvalidVectorException problem(String key, String problem) {
    return new InvalidVectorException(where + "/" + key, problem);
  }

  boolean has(String key) {
    return members.get(key) != null;
  }

  String text(String key) {
    return text(key, members.get(key));
  }

  @Nullable String textOrNull(String key) {
    return has(key) ? text(key) : null;
  }

  private String text(String key, @Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw problem(key, "a text is expected, but it is " + value);
  }

  long number(String key) {
    if (members.get(key) instanceof Number number) {
      return number.longValue();
    }
    throw problem(key, "a number is expected, but it is " + members.get(key));
  }

  /** False if it is absent. */
  boolean flag(String key) {
    return Boolean.TRUE.equals(members.get(key));
  }

  /** The value null if it is absent. */
  Json value(String key) {
    return Json.of(members.get(key));
  }

  /** None if it is absent. */
  List<Json> values(String key) {
    return list(key, Json::of);
  }

  /** None if it is absent. */
  List<String> texts(String key) {
    return list(key, value -> text(key, value));
  }

  /** None if it is absent. */
  List<Members> objects(String key) {
    return list(key, value -> of(where + "/" + key, value));
  }

  /** One without members if it is absent. */
  Members object(String key) {
    return has(key)
        ? of(where + "/" + key, members.get(key))
        : new Members(where + "/" + key, Map.of());
  }

  Map<String, Json> valueMap(String key) {
    return object(key).map(Json::of);
  }

  Map<String, String> textMap(String key) {
    return object(key).map(value -> text(key, value));
  }

  private <T> Map<String, T> map(Function<@Nullable Object, T> reader) {
    Map<String, T> all = new LinkedHashMap<>();
    members.forEach((name, value) -> all.put(String.valueOf(name), reader.apply(value)));
    return all;
  }

  private <T> List<T> list(String key, Function<@Nullable Object, T> reader) {
    Object value = members.get(key);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      throw problem(key, "a list is expected, but it is " + value);
    }
    List<T> all = new ArrayList<>(list.size());
    list.forEach(element -> all.add(reader.apply(element)));
    return all;
  }
}
