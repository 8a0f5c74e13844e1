package io.taskflow.examples.release.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Looks into a store without changing it. Thread-safe; each answer is of one moment. */
public final class StoreReader implements AutoCloseable {

  private static final int BUFFER_BYTES = 64 * 1024;

  private final StoreLayout layout;
  private final ReleaseIndex index;

  /** Of the store in that directory. */
  public StoreReader(Path root) {
    layout = new StoreLayout(root);
    index = new ReleaseIndex(layout);
  }

  /** All releases, oldest first, those included that are being made. */
  public List<StoredRelease> releases() throws SQLException, IOException {
    return index.exists() ? index.read(Releases::all) : List.of();
  }

  /** The name that the pointer holds. */
  public Optional<String> current() throws IOException {
    return new CurrentPointer(layout.current()).read();
  }

  /** What the index says the release holds, by path. */
  public List<FileDigest> entries(String release) throws SQLException, IOException {
    return index.read(
        transaction ->
            transaction.list(
                "select path, kind, size_bytes, sha256 from entry where release = ? order by path",
                row ->
                    new FileDigest(
                        row.getString("path"),
                        FileKind.valueOf(row.getString("kind")),
                        row.getLong("size_bytes"),
                        row.getString("sha256")),
                release));
  }

  /**
   * The content of an object, decompressed.
   *
   * @throws FileNotFoundException if the store has no such object
   */
  public InputStream content(String sha256) throws IOException {
    Path object = layout.object(sha256);
    if (Files.notExists(object)) {
      throw new FileNotFoundException("the store has no object " + sha256);
    }
    return new GZIPInputStream(Files.newInputStream(object), BUFFER_BYTES);
  }

  /** How much the objects take on the disk, by the index. */
  public long storedBytes() throws SQLException, IOException {
    return index.exists()
        ? index.read(t -> t.number("select coalesce(sum(stored_bytes), 0) from object"))
        : 0;
  }

  /**
   * What is wrong with a release that is to be complete: entries that are missing, or whose object
   * is not there or has another length than it had when it was stored. Reads no content.
   */
  public List<String> incomplete(String release) throws SQLException, IOException {
    return index.read(
        transaction -> {
          List<String> problems = new ArrayList<>();
          long expected = Releases.find(transaction, release).orElseThrow().fileCount();
          long entered =
              transaction.number("select count(*) from entry where release = ?", release);
          if (entered != expected) {
            problems.add("the index has %,d of %,d files".formatted(entered, expected));
          }
          for (StoredFile file :
              transaction.list(
                  "select e.path, e.sha256, o.stored_bytes from entry e"
                      + " left join object o on o.sha256 = e.sha256 where e.release = ?",
                  row -> new StoredFile(row.getString(1), row.getString(2), row.getLong(3)),
                  release)) {
            Path object = layout.object(file.sha256());
            if (Files.notExists(object) || Files.size(object) != file.storedBytes()) {
              problems.add(file.path() + ": its object " + file.sha256() + " is not whole");
            }
          }
          return problems;
        });
  }

  private record StoredFile(String path, String sha256, long storedBytes) {}

  /**
   * What the store has but no release accounts for, or the index has and the disk has not. A store
   * that nobody writes to has nothing of the kind.
   */
  public List<String> strays() throws SQLException, IOException {
    Set<String> needed = new TreeSet<>();
    Set<String> indexed = new TreeSet<>();
    if (index.exists()) {
      needed.addAll(column("select distinct sha256 from reference"));
      indexed.addAll(column("select sha256 from object"));
    }
    Set<String> onDisk = new TreeSet<>();
    for (String name : names(layout.objects(), 2)) {
      onDisk.add(name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name);
    }

    List<String> strays = new ArrayList<>();
    onDisk.stream().filter(o -> !needed.contains(o)).forEach(o -> strays.add("object file " + o));
    indexed.stream().filter(o -> !onDisk.contains(o)).forEach(o -> strays.add("object row " + o));
    needed.stream().filter(o -> !indexed.contains(o)).forEach(o -> strays.add("reference " + o));
    names(layout.staging(), 2).forEach(name -> strays.add("staging file " + name));
    return strays;
  }

  /** Every object, row and pointer of the store; empty if nothing was ever left in it. */
  public List<String> contents() throws SQLException, IOException {
    List<String> contents = new ArrayList<>();
    names(layout.objects(), 2).forEach(name -> contents.add("object file " + name));
    names(layout.staging(), 2).forEach(name -> contents.add("staging file " + name));
    if (index.exists()) {
      for (String table : List.of("release", "reference", "object", "entry")) {
        long rows = index.read(t -> t.number("select count(*) from " + table));
        if (rows > 0) {
          contents.add("%,d rows in table %s".formatted(rows, table));
        }
      }
    }
    current().ifPresent(name -> contents.add("pointer to release '" + name + "'"));
    return contents;
  }

  /** Lets go of the index. */
  @Override
  public void close() throws SQLException {
    index.close();
  }

  private List<String> column(String sql) throws SQLException, IOException {
    return index.read(transaction -> transaction.list(sql, row -> row.getString(1)));
  }

  private static List<String> names(Path directory, int depth) throws IOException {
    if (Files.notExists(directory)) {
      return List.of();
    }
    try (Stream<Path> found = Files.walk(directory, depth)) {
      return found.filter(Files::isRegularFile).map(p -> p.getFileName().toString()).toList();
    }
  }
}
