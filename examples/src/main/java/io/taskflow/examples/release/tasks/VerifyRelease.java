package io.taskflow.examples.release.tasks;

import io.taskflow.examples.release.store.StoreReader;
import io.taskflow.worker.Task;
import io.taskflow.worker.TaskContext;
import io.taskflow.worker.TaskFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes sure, before anybody sees the release, that all of it has arrived. */
final class VerifyRelease implements Task {

  private static final int SHOWN_PROBLEMS = 10;

  @Override
  public @Nullable Object execute(TaskContext context) throws Exception {
    String release = context.argument("release", String.class);
    List<String> problems;
    try (StoreReader store = new StoreReader(OpenStores.path(context))) {
      problems = store.incomplete(release);
    }
    if (!problems.isEmpty()) {
      throw new TaskFailure(
          "release '%s' is not whole, %,d problems: %s"
              .formatted(
                  release,
                  problems.size(),
                  String.join("; ", problems.stream().limit(SHOWN_PROBLEMS).toList())));
    }
    return null;
  }
}
