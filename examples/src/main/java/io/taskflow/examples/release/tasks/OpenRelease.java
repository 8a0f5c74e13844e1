package io.taskflow.examples.release.tasks;

import io.taskflow.worker.RevertContext;
import io.taskflow.worker.Task;
import io.taskflow.worker.TaskContext;
import org.jspecify.annotations.Nullable;

/** Begins the release in the index, and makes room for what is on its way into the store. */
final class OpenRelease implements Task {

  private final OpenStores stores;

  OpenRelease(OpenStores stores) {
    this.stores = stores;
  }

  @Override
  public @Nullable Object execute(TaskContext context) throws Exception {
    stores
        .of(context)
        .open(
            OpenStores.key(context),
            context.argument("source", String.class),
            context.list("excludes", String.class),
            context.argument("fileCount", Long.class));
    return null;
  }

  @Override
  public @Nullable Object revert(RevertContext context) throws Exception {
    stores.of(context).close(OpenStores.key(context));
    return null;
  }
}
