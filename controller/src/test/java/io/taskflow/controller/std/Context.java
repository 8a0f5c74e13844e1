package io.taskflow.controller.std;

import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.worker.RevertContext;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one round of a task is told, without an engine.
 *
 * @param given the arguments
 * @param returned what execute returned; null if it failed
 */
record Context(Map<String, Json> given, @Nullable Json returned) implements RevertContext {

  private static final FlowId FLOW = new FlowId("01a2186ff441b8696b7e0138af8d187e");

  static Context of(Map<String, ?> arguments) {
    Map<String, Json> given = new HashMap<>();
    arguments.forEach((name, value) -> given.put(name, Json.of(value)));
    return new Context(given, null);
  }

  @Override
  public <T> T argument(String name, Class<T> type) {
    return optional(name, type).orElseThrow();
  }

  @Override
  public <T> List<T> list(String name, Class<T> elementType) {
    List<Json> elements = given.get(name).elements();
    return elements == null ? List.of() : elements.stream().map(e -> e.as(elementType)).toList();
  }

  @Override
  public <T> Optional<T> optional(String name, Class<T> type) {
    return Optional.ofNullable(given.get(name)).map(value -> value.as(type));
  }

  @Override
  public boolean has(String name) {
    return given.containsKey(name);
  }

  @Override
  public Map<String, @Nullable Object> arguments() {
    Map<String, @Nullable Object> all = new HashMap<>();
    given.forEach((name, value) -> all.put(name, value.toObject()));
    return all;
  }

  @Override
  public FlowId flow() {
    return FLOW;
  }

  @Override
  public String flowName() {
    return "f";
  }

  @Override
  public String task() {
    return "a";
  }

  @Override
  public int round() {
    return 1;
  }

  @Override
  public int attempt() {
    return 1;
  }

  @Override
  public String executionKey() {
    return "key";
  }

  @Override
  public void progress(double progress) {}

  @Override
  public void progress(double progress, Object details) {}

  @Override
  public boolean cancelled() {
    return false;
  }

  @Override
  public Optional<Instant> deadline() {
    return Optional.empty();
  }

  @Override
  public Optional<String> traceParent() {
    return Optional.empty();
  }

  @Override
  public <T> Optional<T> result(Class<T> type) {
    return Optional.ofNullable(returned).map(value -> value.as(type));
  }

  @Override
  public boolean failed() {
    return returned == null;
  }

  @Override
  public Optional<Failure> failure() {
    return failed()
        ? Optional.of(Failure.of(FailureCode.WORKER_LOST, "the worker was lost"))
        : Optional.empty();
  }

  @Override
  public Map<String, Failure> flowFailures() {
    return Map.of();
  }
}
