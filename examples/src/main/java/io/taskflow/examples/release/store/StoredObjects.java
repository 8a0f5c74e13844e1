package io.taskflow.examples.release.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * The objects of a store, within a write transaction that the caller holds. An object stays as long
 * as any path of any release refers to it. The reference is written before the content, so that
 * whoever removes the last other reference at the same time leaves the content alone; and a content
 * is put in its place only while a reference waits for it.
 */
final class StoredObjects {

  private final StoreLayout layout;

  StoredObjects(StoreLayout layout) {
    this.layout = layout;
  }

  void refer(IndexTransaction index, String release, FileDigest file) throws SQLException {
    index.update(
        "insert or replace into reference (release, path, sha256) values (?, ?, ?)",
        release,
        file.path(),
        file.sha256());
  }

  boolean present(IndexTransaction index, String sha256) throws SQLException {
    return index.number("select count(*) from object where sha256 = ?", sha256) > 0
        && Files.exists(layout.object(sha256));
  }

  /**
   * Puts a staged content in its place, unless an equal one is there.
   *
   * @param limitBytes how much all objects together may take on the disk
   */
  void place(IndexTransaction index, String release, StagedObject staged, long limitBytes)
      throws SQLException, IOException {
    String sha256 = staged.sha256();
    if (present(index, sha256)) {
      return;
    }
    if (index.number(
            "select count(*) from reference where release = ? and sha256 = ?", release, sha256)
        == 0) {
      throw new StoreException("release '" + release + "' no longer refers to object " + sha256);
    }
    long storedBytes = Files.size(staged.file());
    long takenBytes = index.number("select coalesce(sum(stored_bytes), 0) from object");
    if (storedBytes > limitBytes - takenBytes) {
      throw new StoreException(
          "the store is full: its objects take %,d of at most %,d bytes, and object %s needs %,d more"
              .formatted(takenBytes, limitBytes, sha256, storedBytes));
    }
    DurableFiles.moveIntoPlace(staged.file(), layout.object(sha256));
    index.update(
        "insert or replace into object (sha256, size_bytes, stored_bytes) values (?, ?, ?)",
        sha256,
        staged.sizeBytes(),
        storedBytes);
  }

  /** Takes back what {@link #refer} wrote, and the object with its last reference. */
  void forget(IndexTransaction index, String release, String path)
      throws SQLException, IOException {
    List<String> referred =
        index.list(
            "select sha256 from reference where release = ? and path = ?",
            row -> row.getString(1),
            release,
            path);
    for (String sha256 : referred) {
      index.update("delete from reference where release = ? and path = ?", release, path);
      if (index.number("select count(*) from reference where sha256 = ?", sha256) == 0) {
        index.update("delete from object where sha256 = ?", sha256);
        Path object = layout.object(sha256);
        DurableFiles.deleteWithEmptyDirectory(object);
      }
    }
  }
}
