package io.taskflow.worker;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds secrets by their names, in the worker and nowhere else: flows, messages and the journal
 * hold references only, {@code {"$secret": "name"}}. Called on the attempt's thread, for each
 * attempt anew; may wait. Must be thread-safe.
 */
@FunctionalInterface
public interface SecretResolver {

  /**
   * The value of a secret.
   *
   * @param name 1 to 200 of {@code A-Z a-z 0-9 . _ -}, not beginning with a dot
   * @param taskType of the task that is to get it: whoever can put arguments into a flow can name
   *     any secret, so that a resolver may want to say which tasks get which
   * @return empty if there is none of that name for that task
   */
  Optional<String> resolve(String name, String taskType);

  /** Knows no secret: requests with references fail and say so. */
  static SecretResolver none() {
    return (name, taskType) -> Optional.empty();
  }

  /**
   * The files of a directory, as platforms mount secrets: the name is the file's, the value its
   * text in UTF-8 without one line end at its end, at most 64 KiB. Read for each attempt anew.
   */
  static SecretResolver directory(Path directory) {
    return new SecretDirectory(directory);
  }

  /**
   * Variables of the environment: prefix and name in upper case, with {@code _} for dots and
   * hyphens. {@code db.password} is {@code TASK_SECRET_DB_PASSWORD} with the prefix {@code
   * TASK_SECRET_}.
   *
   * @param environment usually {@code System.getenv()}
   */
  static SecretResolver environment(String prefix, Map<String, String> environment) {
    Map<String, String> variables = Map.copyOf(environment);
    return (name, taskType) ->
        Optional.ofNullable(
            variables.get(
                prefix + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_')));
  }

  /** Asks the other one if this one has none of that name. */
  default SecretResolver or(SecretResolver other) {
    return (name, taskType) -> resolve(name, taskType).or(() -> other.resolve(name, taskType));
  }
}
