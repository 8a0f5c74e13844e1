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
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The context of a request: reads from the request, speaks through the attempt's reporter. */
class RequestContext implements TaskContext {

  private final Attempt attempt;
  private final TaskRequest request;
  private final ProgressReporter reporter;
  private final @Nullable Instant deadline;

  RequestContext(Attempt attempt, ProgressReporter reporter, @Nullable Instant deadline) {
    this.attempt = attempt;
    this.request = attempt.request();
    this.reporter = reporter;
    this.deadline = deadline;
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
    Json value = request.arguments().get(name);
    return value == null || value.isNull()
        ? Optional.empty()
        : Optional.of(read("argument '" + name + "'", value, type));
  }

  @Override
  public boolean has(String name) {
    return request.arguments().containsKey(name);
  }

  @Override
  public Map<String, @Nullable Object> arguments() {
    Map<String, @Nullable Object> values = new TreeMap<>();
    request.arguments().forEach((name, value) -> values.put(name, value.toObject()));
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
    reporter.report(new Progress(clamp(progress), json(details)));
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
    Json value = request.arguments().get(name);
    if (value == null || value.isNull()) {
      throw new TaskFailure(
              "argument '"
                  + name
                  + "' is "
                  + (value == null ? "missing" : "null")
                  + "; the request has "
                  + request.arguments().keySet())
          .retryable(false);
    }
    return Objects.requireNonNull(value);
  }

  private static double clamp(double progress) {
    return Double.isNaN(progress) ? 0.0 : Math.clamp(progress, 0.0, 1.0);
  }
}
