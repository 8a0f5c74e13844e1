package io.taskflow.testkit.conformance;

import io.taskflow.protocol.Json;
import io.taskflow.testkit.conformance.facts.Facts;
import io.taskflow.testkit.conformance.vector.Vector;
import io.taskflow.testkit.conformance.vector.VectorRetry;
import io.taskflow.testkit.conformance.vector.VectorTask;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A recorded run that stopped in the middle because of an error of the engine, held against one of
 * ours that went on: what both did has to be the same.
 */
record HalfDone(Vector vector, Facts recorded, Facts seen) {

  private static final String MARK = "engine-error";
  private static final String PROBLEMS = "difference/";

  static HalfDone of(Vector vector, Seen seen) {
    return new HalfDone(vector, Facts.expected(vector.expect()), seen.facts());
  }

  static boolean isMarked(Vector vector) {
    return vector.quirks().contains(MARK);
  }

  /** The tasks that were left in a state, {@code RUNNING} or {@code REVERTING}. */
  List<VectorTask> left(String state) {
    return vector
        .flow()
        .tasks()
        .filter(task -> Json.of(state).equals(recorded.byPath().get(path(task) + "state")))
        .toList();
  }

  /** The optional arguments of a task that others provide, so that TaskFlow looked for them. */
  List<String> optionalOfOthers(VectorTask task) {
    Set<String> provided = new HashSet<>();
    vector.flow().tasks().map(VectorTask::provides).forEach(p -> provided.addAll(p.symbols()));
    vector
        .flow()
        .retries()
        .map(VectorRetry::provides)
        .flatMap(Stream::ofNullable)
        .forEach(provided::add);
    return task.optional().keySet().stream()
        .filter(name -> !task.rebind().containsKey(name) && !task.inject().containsKey(name))
        .filter(name -> provided.contains(name) && !vector.store().containsKey(name))
        .sorted()
        .toList();
  }

  static String path(VectorTask task) {
    return "atoms/" + task.name() + "/";
  }

  /** What a task was given when it was executed first, by us; the value null if it was not. */
  Json argument(VectorTask task, String name) {
    Json arguments = seen.byPath().get(path(task) + "execute_calls/1/args");
    Json value = arguments == null ? null : arguments.member(name);
    return value == null ? Json.NULL : value;
  }

  boolean wasExecuted(VectorTask task) {
    return seen.byPath().containsKey(path(task) + "execute_calls/1/args");
  }

  /**
   * Whether a task failed because a value was not found, by what we saw.
   *
   * @param fact {@code failure} or {@code revert_failure}
   */
  boolean lacked(VectorTask task, String fact) {
    Json failure = seen.byPath().get(path(task) + fact);
    return failure != null && Json.of("NotFound").equals(failure.member("class"));
  }

  /**
   * What is to be seen: all that we saw, with what was recorded of the flow and of the calls that
   * were made in both runs.
   *
   * @param before what was to be seen so far
   * @param problems what makes it wrong all the same
   */
  Facts expected(Facts before, String difference, List<String> problems) {
    SortedMap<String, Json> facts = new TreeMap<>(seen.byPath());
    recorded
        .byPath()
        .forEach(
            (path, value) -> {
              boolean call = path.contains("/execute_calls/") && facts.containsKey(path);
              if (call || path.startsWith("compiled/") || path.endsWith("/kind")) {
                facts.put(path, value);
              }
            });
    facts.putAll(before.byPath().subMap(PROBLEMS, PROBLEMS + Character.MAX_VALUE));
    for (int i = 0; i < problems.size(); i++) {
      facts.put(PROBLEMS + difference + "/" + i, Json.of(problems.get(i)));
    }
    return new Facts(facts);
  }

  /**
   * What is wrong with how the flow ended, if anything: it has ended, nothing is at work, and
   * unless a revert failed, nothing is left that is to be reverted.
   */
  List<String> badEnd() {
    boolean revertFailed = states().containsValue("REVERT_FAILURE");
    List<String> ends = revertFailed ? List.of("FAILURE") : List.of("REVERTED", "SUCCESS");
    List<String> problems = new ArrayList<>();
    String end = String.valueOf(last("flow_state").toObject());
    if (!ends.contains(end)) {
      problems.add("the flow ends as one of " + ends);
    }
    if (!end.equals("SUCCESS") && !Json.of("raised").equals(last("outcome"))) {
      problems.add("a flow that ends " + end + " surfaces why");
    }
    boolean whole = end.equals("REVERTED") && vector.flow().retries().findAny().isEmpty();
    states()
        .forEach(
            (atom, state) -> {
              boolean toRevert =
                  Json.of("REVERT").equals(seen.byPath().get("atoms/" + atom + "/intention"));
              boolean wrong =
                  switch (state) {
                    case "RUNNING", "REVERTING", "RETRYING" -> true;
                    case "FAILURE" -> !revertFailed;
                    case "SUCCESS" -> !revertFailed && (toRevert || whole);
                    default -> false;
                  };
              if (wrong) {
                problems.add("'" + atom + "' is not left " + state);
              }
            });
    return problems;
  }

  /** The states of all atoms at the end, by name. */
  private SortedMap<String, String> states() {
    SortedMap<String, String> states = new TreeMap<>();
    seen.byPath()
        .forEach(
            (path, value) -> {
              if (path.startsWith("atoms/") && path.endsWith("/state")) {
                String atom = path.substring("atoms/".length(), path.lastIndexOf('/'));
                states.put(atom, value.as(String.class));
              }
            });
    return states;
  }

  private Json last(String fact) {
    return seen.byPath()
        .getOrDefault("phases/" + (vector.phases().size() - 1) + "/" + fact, Json.NULL);
  }
}
