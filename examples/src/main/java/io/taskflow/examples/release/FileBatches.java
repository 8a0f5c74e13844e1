package io.taskflow.examples.release;

import io.taskflow.examples.release.source.SourceFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Divides files among the sub-flows of a release: each by itself as long as there are at most
 * {@value #MAX_SINGLE_FILES}, else neighbours together, so that a flow stays within some thousand
 * tasks however many small files there are.
 */
final class FileBatches {

  /** Up to here every file has a sub-flow of its own. */
  static final int MAX_SINGLE_FILES = 1_000;

  /** A large file delays those that share its sub-flow. */
  private static final long MAX_BATCH_BYTES = 64L * 1024 * 1024;

  /** What a batch may take in a message, by far below the limit of a value there. */
  private static final long MAX_BATCH_NAME_BYTES = 48L * 1024;

  /** Hash, size and punctuation of a file in a message. */
  private static final long NAME_OVERHEAD_BYTES = 160;

  private FileBatches() {}

  static List<List<SourceFile>> of(List<SourceFile> files) {
    int most = (files.size() + MAX_SINGLE_FILES - 1) / MAX_SINGLE_FILES;
    List<List<SourceFile>> batches = new ArrayList<>();
    List<SourceFile> batch = new ArrayList<>();
    long bytes = 0;
    long nameBytes = 0;
    for (SourceFile file : files) {
      long ownNameBytes = NAME_OVERHEAD_BYTES + file.path().getBytes(StandardCharsets.UTF_8).length;
      if (!batch.isEmpty()
          && (batch.size() == most
              || bytes + file.sizeBytes() > MAX_BATCH_BYTES
              || nameBytes + ownNameBytes > MAX_BATCH_NAME_BYTES)) {
        batches.add(List.copyOf(batch));
        batch.clear();
        bytes = 0;
        nameBytes = 0;
      }
      batch.add(file);
      bytes += file.sizeBytes();
      nameBytes += ownNameBytes;
    }
    if (!batch.isEmpty()) {
      batches.add(List.copyOf(batch));
    }
    return batches;
  }
}
