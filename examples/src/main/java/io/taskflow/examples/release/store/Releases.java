package io.taskflow.examples.release.store;

import io.taskflow.protocol.Json;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The table of releases, within a transaction that the caller holds. */
final class Releases {

  private Releases() {}

  static void insert(
      IndexTransaction index, ReleaseKey key, String source, List<String> excludes, long fileCount)
      throws SQLException {
    index.update(
        "insert into release (name, flow, source, excludes, file_count, opened_at)"
            + " values (?, ?, ?, ?, ?, ?)",
        key.name(),
        key.flow(),
        source,
        Json.of(excludes).text(),
        fileCount,
        Instant.now().toString());
  }

  /** Whether the release is there and was made by this flow. */
  static boolean owns(IndexTransaction index, ReleaseKey key) throws SQLException {
    return index.number(
            "select count(*) from release where name = ? and flow = ?", key.name(), key.flow())
        > 0;
  }

  /** An attempt that was overtaken by the revert of its flow must not write any more. */
  static void requireOpen(IndexTransaction index, ReleaseKey key) throws SQLException, IOException {
    StoredRelease release = owns(index, key) ? find(index, key.name()).orElseThrow() : null;
    if (release == null) {
      throw new StoreException(
          "release '" + key.name() + "' is not there: it has been reverted, or never begun");
    }
    if (release.publishedAt() != null) {
      throw new StoreException("release '" + key.name() + "' is published, and changes no more");
    }
  }

  static Optional<StoredRelease> find(IndexTransaction index, String name) throws SQLException {
    return index.first("select * from release where name = ?", Releases::release, name);
  }

  static List<StoredRelease> all(IndexTransaction index) throws SQLException {
    return index.list("select * from release order by opened_at, name", Releases::release);
  }

  private static StoredRelease release(ResultSet row) throws SQLException {
    String publishedAt = row.getString("published_at");
    return new StoredRelease(
        row.getString("name"),
        row.getString("source"),
        List.of(new Json(row.getString("excludes")).as(String[].class)),
        row.getLong("file_count"),
        Instant.parse(row.getString("opened_at")),
        publishedAt == null ? null : Instant.parse(publishedAt),
        row.getString("previous"));
  }
}
