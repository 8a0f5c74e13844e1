package io.taskflow.examples.release.tasks;

import io.taskflow.worker.Task;
import io.taskflow.worker.TaskDefinition;
import io.taskflow.worker.TaskProvider;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** Offers the tasks of a release to any worker that has their jar. */
public final class ReleaseTasks implements TaskProvider {

  /** The topic that the workers of a release listen to. */
  public static final String TOPIC = "release";

  public static final String OPEN = "release.open";
  public static final String HASH_FILES = "release.hash-files";
  public static final String STORE_FILES = "release.store-files";
  public static final String INDEX_FILES = "release.index-files";
  public static final String VERIFY = "release.verify";
  public static final String PUBLISH = "release.publish";

  /**
   * System property of a worker that names a file; it gets the execution key of everything that
   * begins to run, one a line.
   */
  public static final String RUN_LOG_PROPERTY = "taskflow.examples.run-log";

  @Override
  public Collection<TaskDefinition> tasks() {
    OpenStores stores = new OpenStores();
    return List.of(
        define(OPEN, new OpenRelease(stores)),
        define(HASH_FILES, new HashFiles()),
        define(STORE_FILES, new StoreFiles(stores)),
        define(INDEX_FILES, new IndexFiles(stores)),
        define(VERIFY, new VerifyRelease()),
        define(PUBLISH, new PublishRelease(stores)));
  }

  private static TaskDefinition define(String type, Task task) {
    String runLog = System.getProperty(RUN_LOG_PROPERTY);
    return TaskDefinition.shared(
        type, runLog == null ? task : new RunLog(Path.of(runLog)).wrap(task));
  }
}
