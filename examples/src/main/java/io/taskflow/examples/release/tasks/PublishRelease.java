package io.taskflow.examples.release.tasks;

import io.taskflow.worker.RevertContext;
import io.taskflow.worker.Task;
import io.taskflow.worker.TaskContext;
import org.jspecify.annotations.Nullable;

/** Points {@code current} to the release. */
final class PublishRelease implements Task {

  private final OpenStores stores;

  PublishRelease(OpenStores stores) {
    this.stores = stores;
  }

  @Override
  public @Nullable Object execute(TaskContext context) throws Exception {
    stores.of(context).publish(OpenStores.key(context));
    return null;
  }

  @Override
  public @Nullable Object revert(RevertContext context) throws Exception {
    stores.of(context).unpublish(OpenStores.key(context));
    return null;
  }
}
