package io.taskflow.examples.maintenance.tasks;

import io.taskflow.worker.TaskDefinition;
import io.taskflow.worker.TaskProvider;
import java.util.Collection;
import java.util.List;

/** Offers the tasks of a maintenance job. */
public final class MaintenanceTasks implements TaskProvider {

  /** The topic that the workers of maintenance jobs listen to. */
  public static final String TOPIC = "maintenance";

  @Override
  public Collection<TaskDefinition> tasks() {
    OpenFleets fleets = new OpenFleets();
    return List.of(
        TaskDefinition.shared("maintenance.drain-host", new DrainHost(fleets)),
        TaskDefinition.shared("maintenance.upgrade-host", new UpgradeHost(fleets)),
        TaskDefinition.shared("maintenance.verify-host", new VerifyHost(fleets)),
        TaskDefinition.shared("maintenance.return-host", new ReturnHost(fleets)),
        TaskDefinition.shared("maintenance.mute-host", new MuteHost(fleets)),
        TaskDefinition.shared("maintenance.unmute-host", new UnmuteHost(fleets)));
  }
}
