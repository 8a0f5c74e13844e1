package io.taskflow.examples.release.tasks;

import io.taskflow.worker.TaskDefinition;
import io.taskflow.worker.TaskProvider;
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

  @Override
  public Collection<TaskDefinition> tasks() {
    OpenStores stores = new OpenStores();
    return List.of(
        TaskDefinition.shared(OPEN, new OpenRelease(stores)),
        TaskDefinition.shared(HASH_FILES, new HashFiles()),
        TaskDefinition.shared(STORE_FILES, new StoreFiles(stores)),
        TaskDefinition.shared(INDEX_FILES, new IndexFiles(stores)),
        TaskDefinition.shared(VERIFY, new VerifyRelease()),
        TaskDefinition.shared(PUBLISH, new PublishRelease(stores)));
  }
}
