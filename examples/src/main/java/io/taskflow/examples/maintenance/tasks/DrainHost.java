package io.taskflow.examples.maintenance.tasks;

import io.taskflow.worker.RevertContext;
import io.taskflow.worker.Task;
import io.taskflow.worker.TaskContext;
import org.jspecify.annotations.Nullable;

/** Takes a host out of service; reverting puts it back. */
final class DrainHost implements Task {

  private final OpenFleets fleets;

  DrainHost(OpenFleets fleets) {
    this.fleets = fleets;
  }

  @Override
  public @Nullable Object execute(TaskContext context) throws Exception {
    fleets.of(context).drain(OpenFleets.host(context));
    return null;
  }

  @Override
  public @Nullable Object revert(RevertContext context) throws Exception {
    fleets.of(context).returnToService(OpenFleets.host(context));
    return null;
  }
}
