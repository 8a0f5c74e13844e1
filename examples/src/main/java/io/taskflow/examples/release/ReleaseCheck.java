package io.taskflow.examples.release;

import io.taskflow.examples.release.source.SourceFile;
import io.taskflow.examples.release.source.SourceTree;
import io.taskflow.examples.release.store.FileDigest;
import io.taskflow.examples.release.store.StoreReader;
import io.taskflow.examples.release.store.StoredRelease;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares a release with the directory that it was made of, byte for byte, and the store with its
 * own index. Trusts no hash: contents are compared themselves. Not thread-safe.
 */
public final class ReleaseCheck {

  private static final int PIECE_BYTES = 128 * 1024;

  private final StoreReader store;
  private final List<String> problems = new ArrayList<>();
  private long bytes;

  private ReleaseCheck(StoreReader store) {
    this.store = store;
  }

  /**
   * Compares the current release with a directory.
   *
   * @throws IOException if the store or the directory can't be read at all
   */
  public static CheckReport identical(Path directory, Path store) throws IOException, SQLException {
    try (StoreReader reader = new StoreReader(store)) {
      return new ReleaseCheck(reader).compare(directory);
    }
  }

  /** What is left in a store that should have no object, row or pointer. */
  public static List<String> leftovers(Path store) throws IOException, SQLException {
    try (StoreReader reader = new StoreReader(store)) {
      return reader.contents();
    }
  }

  private CheckReport compare(Path directory) throws IOException, SQLException {
    String current = store.current().orElse("");
    StoredRelease release =
        store.releases().stream().filter(r -> r.name().equals(current)).findFirst().orElse(null);
    if (release == null) {
      problems.add(
          current.isEmpty()
              ? "the store has no current release"
              : "the pointer names release '" + current + "', which the index doesn't have");
      return new CheckReport(current, 0, 0, problems);
    }
    if (release.publishedAt() == null) {
      problems.add("release '" + current + "' is current, but the index doesn't say so");
    }
    problems.addAll(store.incomplete(current));
    problems.addAll(store.strays());

    SourceTree source = SourceTree.scan(directory, Set.copyOf(release.excludes()));
    Map<String, FileDigest> entries = new TreeMap<>();
    store.entries(current).forEach(entry -> entries.put(entry.path(), entry));
    for (SourceFile file : source.files()) {
      FileDigest entry = entries.remove(file.path());
      if (entry == null) {
        problems.add(file.path() + ": is in the directory, but not in the release");
      } else {
        compare(file, entry, source.directory());
      }
    }
    entries
        .keySet()
        .forEach(p -> problems.add(p + ": is in the release, but not in the directory"));
    return new CheckReport(current, source.files().size(), bytes, problems);
  }

  private void compare(SourceFile file, FileDigest entry, Path directory) throws IOException {
    if (file.kind() != entry.kind()) {
      problems.add(
          "%s: is a %s in the directory and a %s in the release"
              .formatted(file.path(), file.kind(), entry.kind()));
      return;
    }
    try (InputStream expected = file.open(directory);
        InputStream stored = store.content(entry.sha256())) {
      long length = sameBytes(expected, stored);
      if (length != entry.sizeBytes()) {
        problems.add(
            length < 0
                ? "%s: differs at byte %,d".formatted(file.path(), -length - 1)
                : "%s: has %,d bytes, and %,d by the index"
                    .formatted(file.path(), length, entry.sizeBytes()));
      }
    } catch (FileNotFoundException e) {
      problems.add(file.path() + ": " + e.getMessage());
    }
  }

  /** The common length; if they differ at position p, {@code -p - 1}. */
  private long sameBytes(InputStream expected, InputStream stored) throws IOException {
    byte[] left = new byte[PIECE_BYTES];
    byte[] right = new byte[PIECE_BYTES];
    long position = 0;
    while (true) {
      int leftLength = expected.readNBytes(left, 0, PIECE_BYTES);
      int rightLength = stored.readNBytes(right, 0, PIECE_BYTES);
      int difference = Arrays.mismatch(left, 0, leftLength, right, 0, rightLength);
      if (difference >= 0) {
        return -(position + difference) - 1;
      }
      position += leftLength;
      bytes += leftLength;
      if (leftLength < PIECE_BYTES) {
        return position;
      }
    }
  }
}
