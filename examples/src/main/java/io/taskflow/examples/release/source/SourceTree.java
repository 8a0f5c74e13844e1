package io.taskflow.examples.release.source;

import io.taskflow.examples.release.store.FileKind;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The files and links below a directory, as they are now. Directories count only through what is in
 * them. Links are taken as links and not followed.
 *
 * @param directory absolute
 * @param files by path
 */
public record SourceTree(Path directory, List<SourceFile> files) {

  public SourceTree {
    files = List.copyOf(files);
  }

  /**
   * Lists a directory.
   *
   * @param excludes names of files and directories to leave out, wherever they are
   * @throws IOException if it is no directory, can't be listed, or has something in it that is
   *     neither file, directory nor link, or whose name can't be written down
   */
  public static SourceTree scan(Path directory, Set<String> excludes) throws IOException {
    Path root = directory.toAbsolutePath().normalize();
    if (!Files.isDirectory(root)) {
      throw new NotDirectoryException(root + " is not a directory");
    }
    List<SourceFile> files = new ArrayList<>();
    Files.walkFileTree(root, new Collector(root, excludes, files));
    files.sort(Comparator.comparing(SourceFile::path));
    return new SourceTree(root, files);
  }

  /** Length of all contents together. */
  public long sizeBytes() {
    return files.stream().mapToLong(SourceFile::sizeBytes).sum();
  }

  private static final class Collector extends SimpleFileVisitor<Path> {
    private final Path root;
    private final Set<String> excludes;
    private final List<SourceFile> files;

    private Collector(Path root, Set<String> excludes, List<SourceFile> files) {
      this.root = root;
      this.excludes = excludes;
      this.files = files;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
      return excluded(path) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
      if (!excluded(path)) {
        files.add(new SourceFile(relative(path), kind(path, attributes), attributes.size()));
      }
      return FileVisitResult.CONTINUE;
    }

    private boolean excluded(Path path) {
      return !path.equals(root) && excludes.contains(path.getFileName().toString());
    }

    private static FileKind kind(Path path, BasicFileAttributes attributes) throws IOException {
      if (attributes.isSymbolicLink()) {
        return FileKind.LINK;
      }
      if (attributes.isRegularFile()) {
        return FileKind.FILE;
      }
      throw new IOException(
          path
              + " is neither a file nor a directory nor a link, and can't be released: exclude it");
    }

    /** The name travels as text, and has to lead back to the same file. */
    private String relative(Path path) throws IOException {
      String name = root.relativize(path).toString();
      try {
        if (root.resolve(name).equals(path)) {
          return name.replace(path.getFileSystem().getSeparator(), "/");
        }
      } catch (InvalidPathException e) {
        // As bad as a name that leads elsewhere.
      }
      throw new IOException(
          "the name of "
              + path
              + " can't be written down in this process's encoding of file names ("
              + System.getProperty("sun.jnu.encoding")
              + "): run with LC_ALL=C.UTF-8, or rename or exclude the file");
    }
  }
}
