package io.taskflow.examples.maintenance.tasks;

import io.taskflow.worker.RevertContext;
import io.taskflow.worker.Task;
import io.taskflow.worker.TaskContext;
import org.jspecify.annotations.Nullable;

/** Unmutes the monitoring of a host; reverting mutes it, so that its return can be undone. */
final class UnmuteHost implements Task {

  private final OpenFleets fleets;

  UnmuteHost(OpenFleets fleets) {
    this.fleets = fleets;
  }

  @Override
  public @Nullable Object execute(TaskContext context) throws Exception {
    fleets.of(context).unmute(OpenFleets.host(context));
    return null;
  }

  @Override
  public @Nullable Object revert(RevertContext context) throws Exception {
    fleets.of(context).mute(OpenFleets.host(context));
    return null;
  }
}
