package io.taskflow.examples.release.tasks;

import io.taskflow.examples.release.store.FileDigest;
import io.taskflow.worker.RevertContext;
import io.taskflow.worker.Task;
import io.taskflow.worker.TaskContext;
import io.taskflow.worker.TaskFailure;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Enters files into the index. */
final class IndexFiles implements Task {

  private final OpenStores stores;

  IndexFiles(OpenStores stores) {
    this.stores = stores;
  }

  @Override
  public @Nullable Object execute(TaskContext context) throws Exception {
    List<FileDigest> files = context.list("digests", FileDigest.class);
    stores.of(context).enter(OpenStores.key(context), files);

    // Fails with the work done, which is the harder case for the revert.
    Optional<String> failAt = context.optional("failAt", String.class);
    if (files.stream().anyMatch(file -> failAt.equals(Optional.of(file.path())))) {
      throw new TaskFailure("told to fail at " + failAt.orElseThrow()).retryable(false);
    }
    return null;
  }

  @Override
  public @Nullable Object revert(RevertContext context) throws Exception {
    List<FileDigest> files = context.list("digests", FileDigest.class);
    stores
        .of(context)
        .remove(OpenStores.key(context), files.stream().map(FileDigest::path).toList());
    return null;
  }
}
