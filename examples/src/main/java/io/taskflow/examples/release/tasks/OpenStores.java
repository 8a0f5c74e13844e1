package io.taskflow.examples.release.tasks;

import io.taskflow.examples.release.store.ReleaseKey;
import io.taskflow.examples.release.store.ReleaseStore;
import io.taskflow.worker.TaskContext;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The stores that this process writes to, each once, so that its tasks queue up fairly.
 * Thread-safe.
 */
final class OpenStores {

  private final ConcurrentMap<Path, ReleaseStore> stores = new ConcurrentHashMap<>();

  /** The store that the task's arguments name. */
  ReleaseStore of(TaskContext context) {
    return stores.computeIfAbsent(path(context), ReleaseStore::new);
  }

  static Path path(TaskContext context) {
    return Path.of(context.argument("store", String.class));
  }

  /** The release that the task's arguments name, as that of its flow. */
  static ReleaseKey key(TaskContext context) {
    return new ReleaseKey(context.argument("release", String.class), context.flow().value());
  }
}
