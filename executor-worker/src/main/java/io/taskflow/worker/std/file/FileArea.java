package io.taskflow.worker.std.file;

import io.taskflow.protocol.Names;
import io.taskflow.worker.TaskContext;
import io.taskflow.worker.TaskFailure;
import io.taskflow.worker.std.manual.Parameter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The directory below which file tasks work, and what they have to know to undo what they did: for
 * each round of a task the file that it replaced, or that there was none. Thread-safe.
 *
 * <p>That is kept below {@value #KEPT} until it is used or somebody removes it: nobody tells a
 * worker that a flow will never be reverted.
 */
final class FileArea {

  private static final String KEPT = ".taskflow-kept";
  private static final String BEFORE = "before";
  private static final String ABSENT = "absent";
  private static final int MAX_PATH = 1_000;

  private final Path root;

  FileArea(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /**
   * The file of that name below the directory.
   *
   * @throws TaskFailure that is not retryable, if it is not below it, links followed
   */
  Path file(String name) throws IOException {
    try {
      Names.requireText("the name of a file", name, MAX_PATH);
      Path path = root.resolve(name).normalize();
      if (path.startsWith(root) && !path.equals(root) && isReallyBelow(path) && !isKept(path)) {
        return path;
      }
    } catch (InvalidPathException e) {
      // Said below.
    }
    throw new TaskFailure(
            "'%s' is not below the directory that this worker allows file tasks".formatted(name))
        .retryable(false);
  }

  private boolean isKept(Path path) {
    return path.startsWith(root.resolve(KEPT));
  }

  /** The nearest directory that is there must not lead outside. */
  private boolean isReallyBelow(Path path) throws IOException {
    Path existing = path;
    while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
      existing = existing.getParent();
      if (existing == null) {
        return false;
      }
    }
    return Files.exists(existing) && existing.toRealPath().startsWith(root.toRealPath());
  }

  /** The name of a file for people and flows. */
  String name(Path file) {
    return root.relativize(file).toString();
  }

  /** Keeps what is there now, unless an earlier attempt of the round has kept it. */
  void keep(TaskContext context, Path file) throws IOException {
    Path kept = kept(context);
    if (isKeptIn(kept)) {
      return;
    }
    if (Files.isDirectory(file)) {
      throw new TaskFailure(name(file) + " is a directory, and a file is expected")
          .retryable(false);
    }
    Files.createDirectories(kept);
    if (Files.exists(file)) {
      Path draft = Files.createTempFile(kept, "draft", "");
      Files.copy(
          file, draft, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
      move(draft, kept.resolve(BEFORE));
    } else {
      Files.createFile(kept.resolve(ABSENT));
    }
  }

  /** Whether something of this round of the task is kept, so that it may have done its work. */
  boolean hasKept(TaskContext context) {
    return isKeptIn(kept(context));
  }

  private static boolean isKeptIn(Path kept) {
    return Files.exists(kept.resolve(BEFORE)) || Files.exists(kept.resolve(ABSENT));
  }

  /** Brings back what was kept, if anything was: who was refused its file has nothing to undo. */
  void undo(TaskContext context, Parameter<String> path) throws IOException {
    if (hasKept(context)) {
      restore(context, file(path.of(context)));
    }
  }

  /** Brings back what was kept; does nothing if nothing was, or it was brought back already. */
  void restore(TaskContext context, Path file) throws IOException {
    Path kept = kept(context);
    if (Files.exists(kept.resolve(BEFORE))) {
      createParents(file);
      move(kept.resolve(BEFORE), file);
    } else if (Files.exists(kept.resolve(ABSENT))) {
      Files.deleteIfExists(file);
      Files.delete(kept.resolve(ABSENT));
    }
    Files.deleteIfExists(kept);
  }

  /** Replaces a file at once. */
  void write(Path file, String text) throws IOException {
    createParents(file);
    Path directory = file.getParent() == null ? root : file.getParent();
    Path draft = Files.createTempFile(directory, ".taskflow", "");
    try {
      Files.writeString(draft, text);
      move(draft, file);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  void copy(Path from, Path to) throws IOException {
    createParents(to);
    Path directory = to.getParent() == null ? root : to.getParent();
    Path draft = Files.createTempFile(directory, ".taskflow", "");
    try {
      Files.copy(from, draft, StandardCopyOption.REPLACE_EXISTING);
      move(draft, to);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  void createParents(Path file) throws IOException {
    @Nullable Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
  }

  static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Execute and revert of one round of a task have one place. */
  private Path kept(TaskContext context) {
    String key = "%s\n%s\n%d".formatted(context.flow().value(), context.task(), context.round());
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(key.getBytes(StandardCharsets.UTF_8));
      return root.resolve(KEPT).resolve(HexFormat.of().formatHex(hash, 0, 16));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
