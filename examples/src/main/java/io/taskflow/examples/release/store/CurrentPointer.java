package io.taskflow.examples.release.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The file that names the current release. To be changed inside a write transaction only. */
final class CurrentPointer {

  private final Path file;

  CurrentPointer(Path file) {
    this.file = file;
  }

  Optional<String> read() throws IOException {
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /**
   * Readers see the old release or the new one, never anything between.
   *
   * @param release null for none
   */
  void set(@Nullable String release) throws IOException {
    if (release == null) {
      Files.deleteIfExists(file);
      DurableFiles.flush(DurableFiles.directoryOf(file));
    } else {
      Path next = file.resolveSibling(file.getFileName() + ".next");
      Files.writeString(next, release + "\n");
      DurableFiles.flush(next);
      DurableFiles.moveIntoPlace(next, file);
    }
  }
}
