package io.taskflow.examples.maintenance.controller;

import static io.taskflow.flow.Flows.task;

import io.taskflow.examples.maintenance.tasks.MaintenanceTasks;
import io.taskflow.flow.TaskBuilder;

/** The steps that definitions of jobs are made of. */
public final class HostTasks {

  private HostTasks() {}

  /** A step whose type is {@code maintenance.WHAT-host}. */
  public static TaskBuilder onHost(String host, String what) {
    return task(what + " " + host, "maintenance." + what + "-host")
        .topic(MaintenanceTasks.TOPIC)
        .requires("fleet", "host")
        .inject("host", host);
  }

  /** The step that installs the version. */
  public static TaskBuilder upgrade(String host) {
    return onHost(host, "upgrade").requires("version", "upgradeMillis");
  }

  /** The step that makes sure of the version; it fails at the faulty host. */
  public static TaskBuilder verify(String host, String faultyHost) {
    return onHost(host, "verify")
        .requires("version")
        .inject("faultyHost", faultyHost)
        .optional("faultyHost")
        .notRevertible();
  }
}
