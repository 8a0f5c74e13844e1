package io.taskflow.examples.maintenance.tasks;

import io.taskflow.worker.RevertContext;
import io.taskflow.worker.Task;
import io.taskflow.worker.TaskContext;
import org.jspecify.annotations.Nullable;

/** Puts a host back in service; reverting drains it again, so that its upgrade can be undone. */
final class ReturnHost implements Task {

  private final OpenFleets fleets;

  ReturnHost(OpenFleets fleets) {
    this.fleets = fleets;
  }

  @Override
  public @Nullable Object execute(TaskContext context) throws Exception {
    fleets.of(context).returnToService(OpenFleets.host(context));
    return null;
  }

  @Override
  public @Nullable Object revert(RevertContext context) throws Exception {
    fleets.of(context).drain(OpenFleets.host(context));
    return null;
  }
}
