package io.taskflow.testkit.conformance.vector;

import io.taskflow.protocol.Action;
import io.taskflow.protocol.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The world outside the engine, in which the tasks of a vector work. It outlives engines: what was
 * called once stays called, whatever becomes of the flow. Thread-safe.
 */
public final class World {

  private final Map<String, VectorTask> tasks = new HashMap<>();
  private final Map<String, VectorRetry> retries = new HashMap<>();
  private final List<Call> calls = new ArrayList<>();
  private final Map<String, Integer> counts = new HashMap<>();

  /** A world in which nothing was called yet. */
  public World(Vector vector) {
    vector.flow().tasks().forEach(task -> tasks.put(task.name(), task));
    vector.flow().retries().forEach(retry -> retries.put(retry.name(), retry));
  }

  /** Executes a task. */
  public synchronized Outcome execute(String name, SortedMap<String, Json> found) {
    VectorTask task = task(name);
    SortedMap<String, Json> arguments = new TreeMap<>(task.optional());
    arguments.putAll(found);
    Expressions expressions =
        new Expressions(
            name, next(name, Action.EXECUTE), Collections.unmodifiableSortedMap(arguments));
    Map<String, Json> facts = new TreeMap<>();
    facts.put("args", Json.of(arguments));
    Outcome outcome =
        attempt(
            () ->
                switch (task.kind()) {
                  case TASK -> expressions.evaluate(task.execute());
                  case MAP -> Functions.map(task, arguments);
                  case REDUCE -> Functions.reduce(task, arguments);
                });
    return note(name, Action.EXECUTE, facts, outcome);
  }

  /**
   * Reverts a task.
   *
   * @param arguments what was looked up for it
   * @param result what execute gave, as vectors write it
   * @param failures those of the flow that it is told, as vectors write them
   */
  public synchronized Outcome revert(
      String name, SortedMap<String, Json> arguments, Json result, Map<String, Json> failures) {
    VectorTask task = task(name);
    Expressions expressions = new Expressions(name, next(name, Action.REVERT), arguments);
    Map<String, Json> facts = new TreeMap<>();
    facts.put("args", Json.of(arguments));
    facts.put("result", result);
    facts.put("flow_failures", Json.of(failures));
    return note(name, Action.REVERT, facts, attempt(() -> expressions.evaluate(task.revert())));
  }

  /**
   * What a scripted action of a retry gives. Is not a call: that it was called may turn out only
   * later.
   *
   * @param number the how-manyeth it is, from 1
   */
  public Json evaluate(String retry, Action action, int number) throws RaisedException {
    VectorRetry one = retries.get(retry);
    if (one == null) {
      throw new IllegalArgumentException("the vector has no retry '" + retry + "'");
    }
    return new Expressions(retry, number, Collections.emptySortedMap())
        .evaluate(action == Action.EXECUTE ? one.execute() : one.revert());
  }

  /** Notes a call of a retry. */
  public synchronized void noteRetry(
      String name, Action action, Map<String, Json> facts, Outcome outcome) {
    next(name, action);
    note(name, action, new TreeMap<>(facts), outcome);
  }

  /** How often an action of an atom was called. */
  public synchronized int count(String atom, Action action) {
    return counts.getOrDefault(key(atom, action), 0);
  }

  /** All calls, in order. */
  public synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  private VectorTask task(String name) {
    VectorTask task = tasks.get(name);
    if (task == null) {
      throw new IllegalArgumentException("the vector has no task '" + name + "'");
    }
    return task;
  }

  private int next(String atom, Action action) {
    return counts.merge(key(atom, action), 1, Integer::sum);
  }

  private static String key(String atom, Action action) {
    return action + " " + atom;
  }

  private interface Code {
    Json run() throws RaisedException;
  }

  private static Outcome attempt(Code code) {
    try {
      return new Outcome.Returned(code.run());
    } catch (RaisedException e) {
      return new Outcome.Raised(e.type(), e.text());
    }
  }

  private Outcome note(String atom, Action action, Map<String, Json> facts, Outcome outcome) {
    switch (outcome) {
      case Outcome.Returned returned -> facts.put("returned", returned.value());
      case Outcome.Raised raised -> facts.put("raised", raised.asFailure());
    }
    calls.add(new Call(atom, action, count(atom, action), facts));
    return outcome;
  }
}
