package io.taskflow.testkit.conformance;

import io.taskflow.protocol.Json;
import io.taskflow.testkit.conformance.facts.Comparison;
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

  /** The tasks that were left at work. */
  List<VectorTask> left() {
    return vector
        .flow()
        .tasks()
        .filter(task -> Json.of("RUNNING").equals(recorded.byPath().get(path(task) + "state")))
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

  /** Whether a task failed because a value was not found, by what we saw. */
  boolean lacked(VectorTask task) {
    Json failure = seen.byPath().get(path(task) + "failure");
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

  /** What is wrong with how the flow ended, if anything. */
  List<String> badEnd() {
    List<String> problems = new ArrayList<>();
    boolean reverted = Json.of("REVERTED").equals(last("flow_state"));
    if (!reverted && !Json.of("SUCCESS").equals(last("flow_state"))) {
      problems.add("the flow ends REVERTED or SUCCESS");
    }
    if (reverted && !Comparison.holds("outcome", Json.of("raised"), last("outcome"))) {
      problems.add("a reverted flow surfaces why");
    }
    boolean partly = vector.flow().retries().findAny().isPresent();
    seen.byPath()
        .forEach(
            (path, value) -> {
              if (path.startsWith("atoms/") && path.endsWith("/state")) {
                String atom = path.substring(0, path.lastIndexOf('/'));
                boolean toRevert = Json.of("REVERT").equals(seen.byPath().get(atom + "/intention"));
                boolean wrong =
                    switch (value.as(String.class)) {
                      case "RUNNING", "REVERTING", "RETRYING" -> true;
                      case "FAILURE" -> true;
                      case "SUCCESS" -> toRevert || (reverted && !partly);
                      default -> false;
                    };
                if (wrong) {
                  problems.add("nothing of " + atom + " is left " + value.text());
                }
              }
            });
    return problems;
  }

  private Json last(String fact) {
    return seen.byPath()
        .getOrDefault("phases/" + (vector.phases().size() - 1) + "/" + fact, Json.NULL);
  }
}
