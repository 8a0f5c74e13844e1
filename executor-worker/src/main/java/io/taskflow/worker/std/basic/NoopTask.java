package io.taskflow.worker.std.basic;

import io.taskflow.worker.TaskContext;
import io.taskflow.worker.std.manual.Manual;
import io.taskflow.worker.std.manual.StandardTask;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Does nothing. */
public final class NoopTask implements StandardTask {

  @Override
  public Manual manual() {
    return new Manual(
        "std.noop",
        "Does nothing: a place in a flow, for trying out and for links.",
        List.of(),
        "nothing",
        "nothing to undo",
        "harmless");
  }

  @Override
  public @Nullable Object execute(TaskContext context) {
    return null;
  }
}
