package io.taskflow.testkit.conformance;

import io.taskflow.protocol.Failure;
import io.taskflow.protocol.FailureCode;
import io.taskflow.testkit.conformance.facts.Facts;
import io.taskflow.testkit.conformance.vector.Vector;
import io.taskflow.testkit.conformance.vector.VectorTask;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lookup that fails, and a decider or a retry that throws, is a failure of that atom, and
 * resolved as any other. TaskFlow stops, leaves the atom RUNNING and reverts nothing.
 */
final class ErrorsAreFailures implements Difference {

  @Override
  public String name() {
    return "errors-are-failures";
  }

  @Override
  public @Nullable Facts instead(Vector vector, Facts expected, Seen seen) {
    HalfDone run = HalfDone.of(vector, seen);
    List<VectorTask> lacking =
        run.left("RUNNING").stream().filter(task -> run.optionalOfOthers(task).isEmpty()).toList();
    List<VectorTask> lackingToRevert = run.left("REVERTING");
    boolean onlyOptional =
        !run.left("RUNNING").isEmpty() && lacking.isEmpty() && lackingToRevert.isEmpty();
    if (!HalfDone.isMarked(vector) || (onlyOptional && !hasErrors(seen))) {
      return null;
    }
    List<String> problems = new ArrayList<>(run.badEnd());
    for (VectorTask task : lacking) {
      if (!run.lacked(task, "failure")) {
        problems.add("'" + task.name() + "' fails because a value is not found");
      }
    }
    for (VectorTask task : lackingToRevert) {
      if (!run.lacked(task, "revert_failure")) {
        problems.add("the revert of '" + task.name() + "' fails because a value is not found");
      }
    }
    return run.expected(expected, name(), problems);
  }

  /** Whether any failure of ours is one that the engine states. */
  private static boolean hasErrors(Seen seen) {
    for (int atom = 0; atom < seen.state().atoms().size(); atom++) {
      Failure failure = seen.state().atom(atom).failure();
      if (failure != null && failure.code() != FailureCode.TASK_FAILED) {
        return true;
      }
    }
    return false;
  }
}
