package io.taskflow.examples.release.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes releases into a store. Every method may be repeated: the second call finds done what the
 * first one did. Those that add anything work for a release that is open and belongs to the calling
 * flow only; those that take back leave alone what belongs to others. Thread-safe, and safe with
 * other processes on the same store.
 */
public final class ReleaseStore implements AutoCloseable {

  private final StoreLayout layout;
  private final ReleaseIndex index;
  private final StoredObjects objects;
  private final CurrentPointer current;

  /** The store in a directory, which need not exist yet. */
  public ReleaseStore(Path root) {
    layout = new StoreLayout(root);
    index = new ReleaseIndex(layout);
    objects = new StoredObjects(layout);
    current = new CurrentPointer(layout.current());
  }

  /**
   * Begins a release.
   *
   * @throws StoreException if another flow's release has the name
   */
  public void open(ReleaseKey key, String source, List<String> excludes, long fileCount)
      throws SQLException, IOException {
    index.create();
    index.write(
        transaction -> {
          if (!Releases.owns(transaction, key)) {
            if (Releases.find(transaction, key.name()).isPresent()) {
              throw new StoreException(
                  "the store has a release '" + key.name() + "' already: choose another name");
            }
            Releases.insert(transaction, key, source, excludes, fileCount);
          }
          Files.createDirectories(layout.staging(key.name()));
          return true;
        });
  }

  /** A new file for a content on its way into the store; gone at the latest with the release. */
  public Path stagingFile(ReleaseKey key, String sha256) {
    return layout.staging(key.name()).resolve(sha256 + "." + UUID.randomUUID());
  }

  /**
   * Notes that the release needs these contents.
   *
   * @return those of them that are not in the store yet
   */
  public List<FileDigest> refer(ReleaseKey key, List<FileDigest> files)
      throws SQLException, IOException {
    return index.write(
        transaction -> {
          Releases.requireOpen(transaction, key);
          for (FileDigest file : files) {
            objects.refer(transaction, key.name(), file);
          }
          List<FileDigest> missing = new ArrayList<>();
          for (FileDigest file : files) {
            if (!objects.present(transaction, file.sha256())) {
              missing.add(file);
            }
          }
          return missing;
        });
  }

  /**
   * Puts contents in their place.
   *
   * @param limitBytes how much all objects of the store may take on the disk
   * @throws StoreException if that limit would be exceeded; what was placed before that goes when
   *     its references go
   */
  public void place(ReleaseKey key, List<StagedObject> staged, long limitBytes)
      throws SQLException, IOException {
    index.write(
        transaction -> {
          Releases.requireOpen(transaction, key);
          for (StagedObject object : staged) {
            objects.place(transaction, key.name(), object, limitBytes);
          }
          return true;
        });
  }

  /** Takes back {@link #refer} and {@link #place}: what nobody else needs is removed. */
  public void forget(ReleaseKey key, List<String> paths) throws SQLException, IOException {
    if (!index.exists()) {
      return;
    }
    index.write(
        transaction -> {
          if (Releases.owns(transaction, key)) {
            for (String path : paths) {
              objects.forget(transaction, key.name(), path);
            }
          }
          return true;
        });
  }

  /** Enters files into the index. */
  public void enter(ReleaseKey key, List<FileDigest> files) throws SQLException, IOException {
    index.write(
        transaction -> {
          Releases.requireOpen(transaction, key);
          for (FileDigest file : files) {
            transaction.update(
                "insert or replace into entry (release, path, kind, size_bytes, sha256)"
                    + " values (?, ?, ?, ?, ?)",
                key.name(),
                file.path(),
                file.kind().name(),
                file.sizeBytes(),
                file.sha256());
          }
          return true;
        });
  }

  /** Takes back {@link #enter}. */
  public void remove(ReleaseKey key, List<String> paths) throws SQLException, IOException {
    if (!index.exists()) {
      return;
    }
    index.write(
        transaction -> {
          if (Releases.owns(transaction, key)) {
            for (String path : paths) {
              transaction.update(
                  "delete from entry where release = ? and path = ?", key.name(), path);
            }
          }
          return true;
        });
  }

  /** Makes the release the current one, in one step. */
  public void publish(ReleaseKey key) throws SQLException, IOException {
    while (!published(key)) {
      switchPointer(key, rememberPrevious(key));
    }
    DurableFiles.deleteTree(layout.staging(key.name()));
  }

  private boolean published(ReleaseKey key) throws SQLException, IOException {
    return index.write(
        transaction -> {
          if (!Releases.owns(transaction, key)) {
            Releases.requireOpen(transaction, key);
          }
          // Somebody may have died between the pointer's change and the commit that tells of it.
          transaction.update(
              "update release set published_at = coalesce(published_at, ?) where name = ?",
              Instant.now().toString(),
              current.read().orElse(""));
          return Releases.find(transaction, key.name()).orElseThrow().publishedAt() != null;
        });
  }

  /** What is to be current again if the release is reverted; durable before the pointer moves. */
  private Optional<String> rememberPrevious(ReleaseKey key) throws SQLException, IOException {
    return index.write(
        transaction -> {
          Optional<String> previous = current.read();
          Releases.requireOpen(transaction, key);
          transaction.update(
              "update release set previous = ? where name = ?", previous.orElse(null), key.name());
          return previous;
        });
  }

  /** Does nothing if another release has become current since its predecessor was remembered. */
  private void switchPointer(ReleaseKey key, Optional<String> previous)
      throws SQLException, IOException {
    index.write(
        transaction -> {
          Releases.requireOpen(transaction, key);
          if (current.read().equals(previous)) {
            current.set(key.name());
          }
          return true;
        });
  }

  /** Takes back {@link #publish}: what was current before is so again, unless a later one is. */
  public void unpublish(ReleaseKey key) throws SQLException, IOException {
    if (!index.exists()) {
      return;
    }
    index.write(
        transaction -> {
          if (Releases.owns(transaction, key)) {
            String name = key.name();
            String previous = Releases.find(transaction, name).orElseThrow().previous();
            if (current.read().equals(Optional.of(name))) {
              current.set(previous);
            }
            transaction.update(
                "update release set previous = ? where previous = ?", previous, name);
            transaction.update("update release set published_at = null where name = ?", name);
          }
          return true;
        });
  }

  /**
   * Takes back {@link #open}, and sweeps up what an attempt that was overtaken by the revert has
   * written since.
   */
  public void close(ReleaseKey key) throws SQLException, IOException {
    if (!index.exists()) {
      return;
    }
    unpublish(key);
    index.write(
        transaction -> {
          if (Releases.owns(transaction, key)) {
            String name = key.name();
            for (String path :
                transaction.list(
                    "select path from reference where release = ?",
                    row -> row.getString(1),
                    name)) {
              objects.forget(transaction, name, path);
            }
            transaction.update("delete from entry where release = ?", name);
            transaction.update("delete from release where name = ?", name);
          }
          if (Releases.find(transaction, key.name()).isEmpty()) {
            DurableFiles.deleteTree(layout.staging(key.name()));
          }
          return true;
        });
  }

  /** Lets go of the index. The store can be used again; the next call opens it. */
  @Override
  public void close() throws SQLException {
    index.close();
  }
}
