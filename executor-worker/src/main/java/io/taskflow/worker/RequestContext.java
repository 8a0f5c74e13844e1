package io.taskflow.worker;

import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.InvalidJsonException;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.TaskRequest;
import io.taskflow.worker.ProgressReporter.Progress;
import java.lang.reflect.Array;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The context of a request: reads from the request, speaks through the attempt's reporter. */
class RequestContext implements TaskContext {

  private final Attempt attempt;
  private final TaskRequest request;
  private final ProgressReporter reporter;
  private final @Nullable Instant deadline;
  // Set once before the task's code is called, which may start other threads.
  private volatile SortedMap<String, Json> arguments;
  private volatile Map<String, TaskFailure> missing = Map.of();
  private volatile Masking masking = Masking.NONE;

  RequestContext(Attempt attempt, ProgressReporter reporter, @Nullable Instant deadline) {
    this.attempt = attempt;
    this.request = attempt.request();
    this.reporter = reporter;
    this.deadline = deadline;
    this.arguments = request.arguments();
  }

  /**
   * Puts secrets in place of references to them. What can't be found ends an execute before it has
   * begun anything; a revert fails only if its code asks for it, since it may have nothing to undo.
   *
   * @throws TaskFailure if there is no such secret, unless for a revert
   */
  void resolve(SecretResolver resolver) {
    SecretReferences references = new SecretReferences(resolver, request.taskType());
    SortedMap<String, Json> resolved = new TreeMap<>();
    Map<String, TaskFailure> failures = new TreeMap<>();
    try {
      for (Map.Entry<String, Json> argument : request.arguments().entrySet()) {
        try {
          resolved.put(argument.getKey(), references.resolve(argument.getValue()));
        } catch (TaskFailure e) {
          if (request.revert() == null) {
            throw e;
          }
          failures.put(argument.getKey(), e);
          resolved.put(argument.getKey(), argument.getValue());
        }
      }
    } finally {
      masking = references.values().isEmpty() ? Masking.NONE : new Masking(references.values());
      RunningSecrets.begin(masking);
      arguments = resolved;
      missing = failures;
    }
  }

  /** What keeps the secrets out of answers. */
  Masking masking() {
    return masking;
  }

  /** Reads a value for the task's code, whose author is to be told what doesn't fit. */
  static <T> T read(String what, Json json, Class<T> type) {
    if (type == Json.class) {
      return type.cast(json);
    }
    try {
      return json.as(type);
    } catch (InvalidJsonException e) {
      throw new TaskFailure(what + " has an unexpected form: " + e.getMessage(), e)
          .retryable(false);
    }
  }

  /** The JSON of a value that the task's code has made; a {@code Json} may hold any text. */
  static Json json(@Nullable Object value) {
    return value instanceof Json json ? Json.parse(json.text()) : Json.of(value);
  }

  @Override
  public <T> T argument(String name, Class<T> type) {
    return read("argument '" + name + "'", required(name), type);
  }

  @Override
  @SuppressWarnings("unchecked") // the component type is elementType's
  public <T> List<T> list(String name, Class<T> elementType) {
    Class<T[]> arrayType = (Class<T[]>) Array.newInstance(elementType, 0).getClass();
    T[] elements = argument(name, arrayType);
    for (int i = 0; i < elements.length; i++) {
      if (elements[i] == null) {
        throw new TaskFailure("argument '" + name + "' has null as element " + i).retryable(false);
      }
    }
    return List.of(elements);
  }

  @Override
  public <T> Optional<T> optional(String name, Class<T> type) {
    Json value = found(name);
    return value == null || value.isNull()
        ? Optional.empty()
        : Optional.of(read("argument '" + name + "'", value, type));
  }

  @Override
  public boolean has(String name) {
    return arguments.containsKey(name);
  }

  @Override
  public Map<String, @Nullable Object> arguments() {
    Map<String, @Nullable Object> values = new TreeMap<>();
    arguments.forEach((name, value) -> values.put(name, value.toObject()));
    return Collections.unmodifiableMap(values);
  }

  @Override
  public FlowId flow() {
    return request.attempt().flow();
  }

  @Override
  public String flowName() {
    return request.flowName();
  }

  @Override
  public String task() {
    return request.attempt().task();
  }

  @Override
  public int round() {
    return request.round();
  }

  @Override
  public int attempt() {
    return request.number();
  }

  @Override
  public String executionKey() {
    return request.executionKey();
  }

  @Override
  public void progress(double progress) {
    reporter.report(new Progress(clamp(progress), null));
  }

  @Override
  public void progress(double progress, Object details) {
    reporter.report(new Progress(clamp(progress), masking.json(json(details))));
  }

  @Override
  public boolean cancelled() {
    return attempt.interruption() != null;
  }

  @Override
  public Optional<Instant> deadline() {
    return Optional.ofNullable(deadline);
  }

  @Override
  public Optional<String> traceParent() {
    return Optional.ofNullable(request.traceParent());
  }

  private Json required(String name) {
    Json value = found(name);
    if (value == null || value.isNull()) {
      throw new TaskFailure(
              "argument '"
                  + name
                  + "' is "
                  + (value == null ? "missing" : "null")
                  + "; the request has "
                  + arguments.keySet())
          .retryable(false);
    }
    return Objects.requireNonNull(value);
  }

  private @Nullable Json found(String name) {
    TaskFailure failure = missing.get(name);
    if (failure != null) {
      throw failure;
    }
    return arguments.get(name);
  }

  private static double clamp(double progress) {
    return Double.isNaN(progress) ? 0.0 : Math.clamp(progress, 0.0, 1.0);
  }
}
