package io.taskflow.examples.release.tasks;

import io.taskflow.worker.RevertContext;
import io.taskflow.worker.Task;
import io.taskflow.worker.TaskContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Notes in a file each time that a task begins to run, so that one can see afterwards which ran
 * twice. Processes share the file: a line is written in one piece.
 */
final class RunLog {

  private final Path file;

  RunLog(Path file) {
    this.file = file;
  }

  /** The same task, noting what it runs. */
  Task wrap(Task task) {
    return new Task() {
      @Override
      public @Nullable Object execute(TaskContext context) throws Exception {
        note(context);
        return task.execute(context);
      }

      @Override
      public @Nullable Object revert(RevertContext context) throws Exception {
        note(context);
        return task.revert(context);
      }
    };
  }

  private void note(TaskContext context) throws IOException {
    Files.writeString(
        file, context.executionKey() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
