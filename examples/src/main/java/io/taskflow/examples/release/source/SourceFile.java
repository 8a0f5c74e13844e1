package io.taskflow.examples.release.source;

import io.taskflow.examples.release.store.FileKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * A file or link of the directory to be released.
 *
 * @param path relative to the directory, with {@code /} between its parts
 * @param kind regular file or link
 * @param sizeBytes its length when the directory was scanned
 */
public record SourceFile(String path, FileKind kind, long sizeBytes) {

  /**
   * Reads its content.
   *
   * @throws IOException if it is not there, can't be read, or has become something else than it was
   */
  public InputStream open(Path directory) throws IOException {
    Path file = directory.resolve(path);
    return switch (kind) {
      case LINK ->
          new ByteArrayInputStream(
              Files.readSymbolicLink(file).toString().getBytes(StandardCharsets.UTF_8));
      case FILE -> {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          throw new IOException(
              file + (Files.exists(file) ? " is not a regular file any more" : " is not there"));
        }
        yield Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
      }
    };
  }
}
