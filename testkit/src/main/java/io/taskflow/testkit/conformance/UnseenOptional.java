package io.taskflow.testkit.conformance;

import io.taskflow.protocol.Json;
import io.taskflow.testkit.conformance.facts.Facts;
import io.taskflow.testkit.conformance.vector.JsonValues;
import io.taskflow.testkit.conformance.vector.Vector;
import io.taskflow.testkit.conformance.vector.VectorTask;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An optional argument that nobody in sight provides, or whose provider gave no such value, takes
 * its default. TaskFlow stops if anybody at all provides the name.
 */
final class UnseenOptional implements Difference {

  @Override
  public String name() {
    return "unseen-optional";
  }

  @Override
  public @Nullable Facts instead(Vector vector, Facts expected, Seen seen) {
    HalfDone run = HalfDone.of(vector, seen);
    List<VectorTask> concerned =
        run.left("RUNNING").stream().filter(task -> !run.optionalOfOthers(task).isEmpty()).toList();
    if (!HalfDone.isMarked(vector) || concerned.isEmpty()) {
      return null;
    }
    List<String> problems = new ArrayList<>(run.badEnd());
    for (VectorTask task : concerned) {
      if (!run.wasExecuted(task) || !hasDefault(run, task)) {
        problems.add("'" + task.name() + "' is executed with the default of an optional argument");
      }
    }
    return run.expected(expected, name(), problems);
  }

  private static boolean hasDefault(HalfDone run, VectorTask task) {
    return run.optionalOfOthers(task).stream()
        .anyMatch(
            name ->
                JsonValues.equal(
                    run.argument(task, name), task.optional().getOrDefault(name, Json.NULL)));
  }
}
