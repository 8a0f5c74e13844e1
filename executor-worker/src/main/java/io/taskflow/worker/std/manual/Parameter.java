package io.taskflow.worker.std.manual;

import io.taskflow.protocol.Durations;
import io.taskflow.worker.TaskContext;
import io.taskflow.worker.TaskFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An argument of a built-in task: what its manual says about it, and how it is read. Immutable.
 *
 * @param <T> what it is read as
 */
public final class Parameter<T> {

  private final String name;
  private final String type;
  private final String description;
  private final boolean required;
  private final String usual;
  private final Reader<T> reader;

  private Parameter(
      String name,
      String type,
      String description,
      boolean required,
      String usual,
      Reader<T> reader) {
    this.name = name;
    this.type = type;
    this.description = description;
    this.required = required;
    this.usual = usual;
    this.reader = reader;
  }

  /** Reads the argument; null if it is not there. */
  @FunctionalInterface
  private interface Reader<T> {
    @Nullable T read(TaskContext context, String name);
  }

  /** A text. */
  public static Parameter<String> text(String name, String description) {
    return of(name, "text", description, String.class);
  }

  /** A whole number. */
  public static Parameter<Integer> integer(String name, String description) {
    return of(name, "whole number", description, Integer.class);
  }

  /** True or false. */
  public static Parameter<Boolean> bool(String name, String description) {
    return of(name, "true or false", description, Boolean.class);
  }

  /** Anything. */
  public static Parameter<Object> any(String name, String description) {
    return of(name, "anything", description, Object.class);
  }

  /** A mapping. */
  @SuppressWarnings("rawtypes")
  public static Parameter<Map> mapping(String name, String description) {
    return of(name, "mapping", description, Map.class);
  }

  /** A list of texts. */
  public static Parameter<List<String>> texts(String name, String description) {
    return list(name, "list of texts", description, String.class);
  }

  /** A list of whole numbers. */
  public static Parameter<List<Integer>> integers(String name, String description) {
    return list(name, "list of whole numbers", description, Integer.class);
  }

  /** A list of mappings. */
  @SuppressWarnings("rawtypes")
  public static Parameter<List<Map>> mappings(String name, String description) {
    return list(name, "list of mappings", description, Map.class);
  }

  /** A duration such as {@code 30s}. */
  public static Parameter<Duration> duration(String name, String description) {
    return new Parameter<>(
        name,
        "duration",
        description,
        false,
        "",
        (context, own) -> {
          String text = context.optional(own, String.class).orElse(null);
          try {
            return text == null ? null : Durations.parse(text);
          } catch (IllegalArgumentException e) {
            throw new TaskFailure("argument '" + own + "': " + e.getMessage()).retryable(false);
          }
        });
  }

  private static <T> Parameter<T> of(String name, String type, String description, Class<T> read) {
    return new Parameter<>(
        name,
        type,
        description,
        false,
        "",
        (context, own) -> context.optional(own, read).orElse(null));
  }

  private static <T> Parameter<List<T>> list(
      String name, String type, String description, Class<T> element) {
    return new Parameter<>(
        name,
        type,
        description,
        false,
        "",
        (context, own) -> context.has(own) ? context.list(own, element) : null);
  }

  /** The same, which must be there. */
  public Parameter<T> required() {
    return new Parameter<>(name, type, description, true, usual, reader);
  }

  /** The same with what stands for it if it is not there, said for people. */
  public Parameter<T> usually(String text) {
    return new Parameter<>(name, type, description, required, text, reader);
  }

  /**
   * The argument, which must be there.
   *
   * @throws TaskFailure that is not retryable, if it is missing or of another type
   */
  public T of(TaskContext context) {
    return find(context)
        .orElseThrow(
            () ->
                new TaskFailure(
                        "the argument '%s' is missing: a %s, %s".formatted(name, type, description))
                    .retryable(false));
  }

  /**
   * The argument, or what stands for it.
   *
   * @throws TaskFailure that is not retryable, if it is of another type
   */
  public T or(TaskContext context, T otherwise) {
    return find(context).orElse(otherwise);
  }

  /**
   * The argument, if it is there.
   *
   * @throws TaskFailure that is not retryable, if it is of another type
   */
  public Optional<T> find(TaskContext context) {
    return Optional.ofNullable(reader.read(context, name));
  }

  /** What flows call it. */
  public String name() {
    return name;
  }

  /** A row of the table of a manual. */
  String row() {
    return "| `%s` | %s | %s | %s |\n"
        .formatted(name, type, required ? "**required**" : usual, description);
  }
}
