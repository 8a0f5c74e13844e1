package io.taskflow.examples.release.tasks;

import io.taskflow.examples.release.source.SourceFile;
import io.taskflow.worker.TaskContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Reads contents piece by piece, hashes them on the way, and says how far it has come. Used by one
 * attempt.
 */
final class ContentReader {

  private static final int PIECE_BYTES = 128 * 1024;

  private final TaskContext context;
  private final long totalBytes;
  private long doneBytes;

  /**
   * @param totalBytes how much the attempt will read in all
   */
  ContentReader(TaskContext context, long totalBytes) {
    this.context = context;
    this.totalBytes = totalBytes;
  }

  /** Length and SHA-256 of what was read. */
  record Content(long sizeBytes, String sha256) {}

  /**
   * Copies a file's content.
   *
   * @throws InterruptedException if nobody wants the attempt any more
   */
  Content copy(SourceFile file, Path directory, OutputStream target)
      throws IOException, InterruptedException {
    MessageDigest digest = sha256();
    byte[] piece = new byte[PIECE_BYTES];
    long sizeBytes = 0;
    try (InputStream source = file.open(directory)) {
      for (int length = source.read(piece); length >= 0; length = source.read(piece)) {
        if (context.cancelled()) {
          throw new InterruptedException("cancelled while reading " + file.path());
        }
        digest.update(piece, 0, length);
        target.write(piece, 0, length);
        sizeBytes += length;
        advance(length);
      }
    }
    return new Content(sizeBytes, HexFormat.of().formatHex(digest.digest()));
  }

  private void advance(int bytes) {
    doneBytes += bytes;
    if (totalBytes > PIECE_BYTES) {
      context.progress((double) doneBytes / totalBytes);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
