package io.taskflow.examples.release.tasks;

import io.taskflow.examples.release.source.SourceFile;
import io.taskflow.examples.release.store.FileDigest;
import io.taskflow.examples.release.store.ReleaseKey;
import io.taskflow.examples.release.store.ReleaseStore;
import io.taskflow.examples.release.store.StagedObject;
import io.taskflow.examples.release.tasks.ContentReader.Content;
import io.taskflow.worker.RevertContext;
import io.taskflow.worker.Task;
import io.taskflow.worker.TaskContext;
import io.taskflow.worker.TaskFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Compresses contents that the store doesn't have yet, and puts them in their place. Reverting
 * removes those that no other file or release needs.
 */
final class StoreFiles implements Task {

  private static final int BUFFER_BYTES = 64 * 1024;

  private final OpenStores stores;

  StoreFiles(OpenStores stores) {
    this.stores = stores;
  }

  @Override
  public @Nullable Object execute(TaskContext context) throws Exception {
    ReleaseStore store = stores.of(context);
    ReleaseKey release = OpenStores.key(context);
    Path source = Path.of(context.argument("source", String.class));

    List<FileDigest> missing = store.refer(release, context.list("digests", FileDigest.class));
    long totalBytes = missing.stream().mapToLong(FileDigest::sizeBytes).sum();
    ContentReader reader = new ContentReader(context, totalBytes);
    List<StagedObject> staged = new ArrayList<>();
    try {
      for (FileDigest file : missing) {
        Path target = store.stagingFile(release, file.sha256());
        staged.add(new StagedObject(file.sha256(), file.sizeBytes(), target));
        compress(file, reader, source, target);
      }
      store.place(release, staged, context.argument("storeLimitBytes", Long.class));
    } finally {
      for (StagedObject object : staged) {
        Files.deleteIfExists(object.file());
      }
    }
    return null;
  }

  @Override
  public @Nullable Object revert(RevertContext context) throws Exception {
    List<FileDigest> digests = context.list("digests", FileDigest.class);
    stores
        .of(context)
        .forget(OpenStores.key(context), digests.stream().map(FileDigest::path).toList());
    return null;
  }

  /** Leaves a whole file that is on the disk, not only in the system's memory. */
  private static void compress(FileDigest file, ContentReader reader, Path source, Path target)
      throws IOException, InterruptedException {
    Content content;
    try (OutputStream compressed =
        new GZIPOutputStream(
            Files.newOutputStream(target, StandardOpenOption.CREATE_NEW), BUFFER_BYTES)) {
      content =
          reader.copy(
              new SourceFile(file.path(), file.kind(), file.sizeBytes()), source, compressed);
    }
    if (!content.sha256().equals(file.sha256())) {
      throw new TaskFailure(
          source.resolve(file.path()) + " was changed while it was being released");
    }
    try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }
}
