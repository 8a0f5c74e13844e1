package io.taskflow.worker;

import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts secrets where arguments refer to them, at any depth: an object whose only member is {@code
 * $secret}, with the name as its text. Owned by the attempt's thread.
 */
final class SecretReferences {

  /** The member of an object that refers to a secret. */
  static final String SECRET = "$secret";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}");

  private final SecretResolver resolver;
  private final String taskType;
  private final SortedMap<String, String> found = new TreeMap<>();

  SecretReferences(SecretResolver resolver, String taskType) {
    this.resolver = resolver;
    this.taskType = taskType;
  }

  /**
   * The argument with its secrets.
   *
   * @throws TaskFailure if a reference is malformed or there is no such secret here; names it and
   *     shows no value
   */
  Json resolve(Json argument) {
    return argument.text().contains("\"" + SECRET + "\"")
        ? Json.of(replaced(argument.toObject()))
        : argument;
  }

  /** The values that were put in. */
  TreeSet<String> values() {
    return new TreeSet<>(found.values());
  }

  private @Nullable Object replaced(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> object when object.size() == 1 && object.containsKey(SECRET) ->
          secret(object.get(SECRET));
      case Map<?, ?> object -> {
        Map<Object, @Nullable Object> copy = new TreeMap<>();
        object.forEach((name, member) -> copy.put(name, replaced(member)));
        yield copy;
      }
      case List<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>();
        list.forEach(element -> copy.add(replaced(element)));
        yield copy;
      }
      case null -> null;
      default -> value;
    };
  }

  private String secret(@Nullable Object reference) {
    if (!(reference instanceof String name) || !NAME.matcher(name).matches()) {
      throw new TaskFailure(
              "a reference to a secret is malformed: {\"$secret\": NAME} with a name of 1 to 200 of"
                  + " A-Z a-z 0-9 . _ - was expected")
          .retryable(false);
    }
    return found.computeIfAbsent(
        name,
        n ->
            resolver
                .resolve(n, taskType)
                .orElseThrow(
                    () ->
                        new TaskFailure(
                                "there is no secret '%s' for tasks of type '%s' in this worker"
                                    .formatted(n, taskType))
                            .code(FailureCode.NOT_FOUND)));
  }
}
