package io.taskflow.examples.maintenance.v1;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;

import io.taskflow.flow.Flow;
import io.taskflow.flow.LinearFlow;
import io.taskflow.flow.TaskBuilder;
import java.util.List;

/**
 * The flow of a maintenance job as the first controller writes it: host after host is drained,
 * upgraded, verified and put back in service; if one fails, all are put back as they were.
 */
public final class RollingUpgrade {

  /** The topic that the workers of maintenance jobs listen to. */
  public static final String TOPIC = "maintenance";

  private RollingUpgrade() {}

  /**
   * The flow. It needs the values {@code fleet} (directory), {@code version} and {@code
   * upgradeMillis}.
   *
   * @param faultyHost a host whose verification is to fail; empty for none
   */
  public static Flow of(List<String> hosts, String faultyHost) {
    LinearFlow.Builder job = linear("rolling-upgrade");
    for (String host : hosts) {
      job.add(
          linear(
              host,
              onHost(host, "drain"),
              onHost(host, "upgrade").requires("version", "upgradeMillis"),
              onHost(host, "verify")
                  .requires("version")
                  .inject("faultyHost", faultyHost)
                  .optional("faultyHost")
                  .notRevertible(),
              onHost(host, "return")));
    }
    return job.build();
  }

  private static TaskBuilder onHost(String host, String what) {
    return task(what + " " + host, "maintenance." + what + "-host")
        .topic(TOPIC)
        .requires("fleet", "host")
        .inject("host", host);
  }
}
