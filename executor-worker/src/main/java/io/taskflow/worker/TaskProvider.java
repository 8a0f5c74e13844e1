package io.taskflow.worker;

import java.util.Collection;

/**
 * How a jar offers its tasks: an implementation with a public constructor without parameters, named
 * in {@code META-INF/services/io.taskflow.worker.TaskProvider}.
 */
@FunctionalInterface
public interface TaskProvider {

  /** The task types of this provider; called once when a worker is set up. */
  Collection<TaskDefinition> tasks();
}
