package io.taskflow.examples.maintenance;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** The class path of the tests without a package: that of a program that never had it. */
final class ClassPathWithout {

  private ClassPathWithout() {}

  /**
   * Copies the directory that has the package, without it.
   *
   * @param folder of the package
   * @param copy a new directory
   */
  static String folder(Path folder, Path copy) throws IOException {
    List<String> entries = new ArrayList<>();
    int found = 0;
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (Files.isDirectory(Path.of(entry).resolve(folder))) {
        found++;
        copy(Path.of(entry), folder, copy);
        entries.add(copy.toString());
      } else {
        entries.add(entry);
      }
    }
    if (found != 1) {
      throw new IllegalStateException(
          "one directory of the class path should have " + folder + ", not " + found);
    }
    return String.join(File.pathSeparator, entries);
  }

  private static void copy(Path source, Path without, Path target) throws IOException {
    Files.walkFileTree(
        source,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
              throws IOException {
            Path relative = source.relativize(path);
            if (relative.equals(without)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(target.resolve(relative));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(path, target.resolve(source.relativize(path)));
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
