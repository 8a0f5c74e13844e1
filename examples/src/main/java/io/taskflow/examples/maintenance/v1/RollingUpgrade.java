package io.taskflow.examples.maintenance.v1;

import static io.taskflow.examples.maintenance.controller.HostTasks.onHost;
import static io.taskflow.examples.maintenance.controller.HostTasks.upgrade;
import static io.taskflow.examples.maintenance.controller.HostTasks.verify;
import static io.taskflow.flow.Flows.linear;

import io.taskflow.flow.Flow;
import io.taskflow.flow.LinearFlow;
import java.util.List;

/**
 * A job as the first controller defines it: host after host is drained, upgraded, verified and put
 * back in service; if one fails, all are put back as they were.
 */
final class RollingUpgrade {

  private RollingUpgrade() {}

  static Flow of(List<String> hosts, String faultyHost) {
    LinearFlow.Builder job = linear("rolling-upgrade");
    for (String host : hosts) {
      job.add(
          linear(
              host,
              onHost(host, "drain"),
              upgrade(host),
              verify(host, faultyHost),
              onHost(host, "return")));
    }
    return job.build();
  }
}
