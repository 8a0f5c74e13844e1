package io.taskflow.examples.maintenance.tasks;

import io.taskflow.examples.maintenance.fleet.Fleet;
import io.taskflow.worker.TaskContext;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The fleets that this process works on, each once, because it locks its threads out. Thread-safe.
 */
final class OpenFleets {

  private final ConcurrentMap<Path, Fleet> fleets = new ConcurrentHashMap<>();

  /** The fleet that the task's arguments name. */
  Fleet of(TaskContext context) {
    return fleets.computeIfAbsent(Path.of(context.argument("fleet", String.class)), Fleet::new);
  }

  /** The host that the task's arguments name. */
  static String host(TaskContext context) {
    return context.argument("host", String.class);
  }
}
