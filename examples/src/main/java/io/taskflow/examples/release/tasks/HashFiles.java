package io.taskflow.examples.release.tasks;

import io.taskflow.examples.release.source.SourceFile;
import io.taskflow.examples.release.store.FileDigest;
import io.taskflow.examples.release.tasks.ContentReader.Content;
import io.taskflow.worker.Task;
import io.taskflow.worker.TaskContext;
import io.taskflow.worker.TaskFailure;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads files and says what they hold. Changes nothing, so there is nothing to revert. */
final class HashFiles implements Task {

  @Override
  public List<FileDigest> execute(TaskContext context) throws Exception {
    Path source = Path.of(context.argument("source", String.class));
    long limitBytes = context.argument("sizeLimitBytes", Long.class);
    List<SourceFile> files = context.list("files", SourceFile.class);

    long totalBytes = files.stream().mapToLong(SourceFile::sizeBytes).sum();
    ContentReader reader = new ContentReader(context, totalBytes);
    List<FileDigest> digests = new ArrayList<>();
    for (SourceFile file : files) {
      requireWithin(limitBytes, file, source);
      Content content = reader.copy(file, source, OutputStream.nullOutputStream());
      digests.add(new FileDigest(file.path(), file.kind(), content.sizeBytes(), content.sha256()));
    }
    return digests;
  }

  private static void requireWithin(long limitBytes, SourceFile file, Path source)
      throws Exception {
    Path path = source.resolve(file.path());
    long sizeBytes = Files.isRegularFile(path) ? Files.size(path) : file.sizeBytes();
    if (sizeBytes > limitBytes) {
      throw new TaskFailure(
              "%s has %,d bytes; files of a release may have at most %,d"
                  .formatted(path, sizeBytes, limitBytes))
          .retryable(false);
    }
  }
}
