package io.taskflow.examples.maintenance.tasks;

import io.taskflow.worker.RevertContext;
import io.taskflow.worker.Task;
import io.taskflow.worker.TaskContext;
import org.jspecify.annotations.Nullable;

/** Mutes the monitoring of a host that will be away for a while; reverting unmutes it. */
final class MuteHost implements Task {

  private final OpenFleets fleets;

  MuteHost(OpenFleets fleets) {
    this.fleets = fleets;
  }

  @Override
  public @Nullable Object execute(TaskContext context) throws Exception {
    fleets.of(context).mute(OpenFleets.host(context));
    return null;
  }

  @Override
  public @Nullable Object revert(RevertContext context) throws Exception {
    fleets.of(context).unmute(OpenFleets.host(context));
    return null;
  }
}
