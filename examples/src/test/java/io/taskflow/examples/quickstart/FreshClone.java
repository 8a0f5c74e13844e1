package io.taskflow.examples.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A copy of the project's sources as somebody has them who has just cloned it: nothing is built.
 */
final class FreshClone {

  /** What no clone has, where Git can't be asked. */
  private static final Set<String> NOT_SOURCES = Set.of(".git", "target", ".idea");

  private FreshClone() {}

  /** Copies what Git knows, or would know after a commit of everything. */
  static void of(Path project, Path copy) throws IOException, InterruptedException {
    List<Path> files = knownToGit(project);
    for (Path file : files == null ? walked(project) : files) {
      Path source = project.resolve(file);
      if (Files.exists(source, LinkOption.NOFOLLOW_LINKS)) { // else it was deleted a moment ago
        Path target = copy.resolve(file);
        Files.createDirectories(target.getParent());
        Files.copy(source, target, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  /** Null where there is no Git, or no repository. */
  private static @Nullable List<Path> knownToGit(Path project)
      throws IOException, InterruptedException {
    Path list = Files.createTempFile("taskflow-clone", ".list");
    try {
      Process git =
          new ProcessBuilder("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
              .directory(project.toFile())
              .redirectOutput(list.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (git.waitFor() != 0) {
        return null;
      }
      String names = Files.readString(list, StandardCharsets.UTF_8);
      return names.isEmpty()
          ? null
          : Stream.of(names.split("\0", -1)).filter(n -> !n.isEmpty()).map(Path::of).toList();
    } catch (IOException e) {
      return null;
    } finally {
      Files.delete(list);
    }
  }

  private static List<Path> walked(Path project) {
    try (Stream<Path> paths = Files.walk(project)) {
      return paths
          .filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
          .map(project::relativize)
          .filter(path -> !isNoSource(path))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the sources in " + project, e);
    }
  }

  private static boolean isNoSource(Path path) {
    for (Path name : path) {
      if (NOT_SOURCES.contains(name.toString())) {
        return true;
      }
    }
    return false;
  }
}
