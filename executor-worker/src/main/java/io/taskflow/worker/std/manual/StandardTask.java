package io.taskflow.worker.std.manual;

import io.taskflow.worker.Task;

/** A built-in task. Implementations are stateless: one instance serves all requests. */
public interface StandardTask extends Task {

  /** What people have to know of it. */
  Manual manual();
}
