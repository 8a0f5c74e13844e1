package io.taskflow.examples.maintenance.v2;

import static io.taskflow.examples.maintenance.controller.HostTasks.onHost;
import static io.taskflow.examples.maintenance.controller.HostTasks.upgrade;
import static io.taskflow.examples.maintenance.controller.HostTasks.verify;
import static io.taskflow.flow.Flows.linear;

import io.taskflow.flow.Flow;
import io.taskflow.flow.LinearFlow;
import java.util.List;

/**
 * A job as the second controller defines it: the monitoring of a host is muted before it is
 * drained, and unmuted when it is back in service. Jobs that the first controller began know
 * nothing of that, and end without it.
 */
final class RollingUpgrade {

  private RollingUpgrade() {}

  static Flow of(List<String> hosts, String faultyHost) {
    LinearFlow.Builder job = linear("rolling-upgrade");
    for (String host : hosts) {
      job.add(
          linear(
              host,
              onHost(host, "mute"),
              onHost(host, "drain"),
              upgrade(host),
              verify(host, faultyHost),
              onHost(host, "return"),
              onHost(host, "unmute")));
    }
    return job.build();
  }
}
