package io.taskflow.examples.maintenance.controller;

import io.taskflow.flow.Flow;
import java.util.List;

/** How a version of the controller upgrades a fleet. */
@FunctionalInterface
public interface JobDefinition {

  /**
   * The flow of a job. It is given the values {@code fleet} (directory), {@code version} and {@code
   * upgradeMillis}.
   *
   * @param hosts names of the hosts, in the order in which they are to be upgraded
   * @param faultyHost a host whose verification is to fail; empty for none
   */
  Flow flow(List<String> hosts, String faultyHost);
}
