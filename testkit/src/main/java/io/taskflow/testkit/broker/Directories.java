package io.taskflow.testkit.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Temporary directories with everything in them. */
final class Directories {

  private Directories() {}

  static Path temporary(String prefix) {
    try {
      return Files.createTempDirectory(prefix).toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a temporary directory " + prefix, e);
    }
  }

  static void delete(Path directory) {
    try {
      List<Path> contents;
      try (Stream<Path> walk = Files.walk(directory)) {
        contents = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path path : contents) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + directory, e);
    }
  }
}
