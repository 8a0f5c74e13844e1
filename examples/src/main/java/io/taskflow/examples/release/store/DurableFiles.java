package io.taskflow.examples.release.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Changes to files that a loss of power doesn't undo. */
final class DurableFiles {

  private DurableFiles() {}

  /** Brings a file's content, or a directory's list of names, to the disk. */
  static void flush(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Gives a flushed file its final name in one step, replacing what had it. */
  static void moveIntoPlace(Path file, Path target) throws IOException {
    Path directory = directoryOf(target);
    boolean created = Files.notExists(directory);
    Files.createDirectories(directory);
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    flush(directory);
    if (created) {
      flush(directoryOf(directory));
    }
  }

  /** Removes a file if it is there, and its directory if that is empty then. */
  static void deleteWithEmptyDirectory(Path file) throws IOException {
    Path directory = directoryOf(file);
    Files.deleteIfExists(file);
    try {
      Files.delete(directory);
    } catch (DirectoryNotEmptyException e) {
      flush(directory);
    } catch (NoSuchFileException e) {
      // An earlier attempt at the same removal got this far.
    }
  }

  /** Removes a directory and all that is in it, if it is there. */
  static void deleteTree(Path directory) throws IOException {
    if (Files.notExists(directory)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> found = Files.walk(directory)) {
      deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }

  static Path directoryOf(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException(file + " lies in no directory");
    }
    return parent;
  }
}
