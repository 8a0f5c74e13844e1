package io.taskflow.examples.release;

import static io.taskflow.flow.Flows.linear;
import static io.taskflow.flow.Flows.task;
import static io.taskflow.flow.Flows.unordered;

import io.taskflow.examples.release.source.SourceFile;
import io.taskflow.examples.release.source.SourceTree;
import io.taskflow.examples.release.tasks.ReleaseTasks;
import io.taskflow.flow.Flow;
import io.taskflow.flow.LinearFlow;
import io.taskflow.flow.TaskBuilder;
import io.taskflow.flow.UnorderedFlow;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A release, ready to be submitted.
 *
 * <pre>
 * open ─┬─ hash/0001 ── store/0001 ── index/0001 ─┬─ verify ── publish
 *       ├─ hash/0002 ── store/0002 ── index/0002 ─┤
 *       └─ …                                      ┘
 * </pre>
 *
 * @param flow what is to be done
 * @param values what its tasks need, by symbol
 * @param source the directory as it was scanned
 * @param batches which files each of the parallel sub-flows has, in their order
 */
public record ReleasePlan(
    Flow flow, Map<String, Object> values, SourceTree source, List<List<SourceFile>> batches) {

  /** Most files of one release. */
  public static final int MAX_FILES = 100_000;

  /** Tasks of the flow beside those of its files. */
  private static final int FRAME_TASKS = 3;

  /** Tasks of each sub-flow. */
  private static final int TASKS_PER_BATCH = 3;

  public ReleasePlan {
    values = Map.copyOf(values);
    batches = List.copyOf(batches);
  }

  /**
   * Plans the release of a directory as it is now.
   *
   * @throws IOException if the directory can't be scanned, the store lies in it, it has more than
   *     {@value #MAX_FILES} files, or it has no file where the release is to fail
   */
  public static ReleasePlan of(SourceTree source, ReleaseSettings settings) throws IOException {
    requirePossible(source, settings);
    List<List<SourceFile>> batches = FileBatches.of(source.files());
    Map<String, Object> values =
        Map.of(
            "release", settings.name(),
            "store", settings.store().toString(),
            "source", source.directory().toString(),
            "excludes", settings.excludes(),
            "fileCount", source.files().size(),
            "sizeLimitBytes", settings.sizeLimitBytes(),
            "storeLimitBytes", settings.storeLimitBytes());
    return new ReleasePlan(flow(batches, settings), values, source, batches);
  }

  /** How many tasks the flow has. */
  public int taskCount() {
    return FRAME_TASKS + TASKS_PER_BATCH * batches.size();
  }

  private static void requirePossible(SourceTree source, ReleaseSettings settings)
      throws IOException {
    int count = source.files().size();
    if (count > MAX_FILES) {
      throw new IOException(
          "%s has %,d files, and a release may have at most %,d: publish parts of it as releases of"
                  .formatted(source.directory(), count, MAX_FILES)
              + " their own, or exclude what is not needed");
    }
    if (settings.store().startsWith(source.directory())) {
      throw new IOException(
          "the store "
              + settings.store()
              + " lies in the directory to be released, "
              + source.directory()
              + ": choose another place for it");
    }
    String failAt = settings.failAt();
    if (failAt != null && source.files().stream().noneMatch(f -> f.path().equals(failAt))) {
      throw new IOException(source.directory() + " has no file '" + failAt + "' to fail at");
    }
  }

  private static Flow flow(List<List<SourceFile>> batches, ReleaseSettings settings) {
    LinearFlow.Builder release =
        linear(
            "release",
            task("open", ReleaseTasks.OPEN)
                .topic(ReleaseTasks.TOPIC)
                .requires("release", "store", "source", "excludes", "fileCount"));
    if (!batches.isEmpty()) {
      UnorderedFlow.Builder files = unordered("files");
      for (int i = 0; i < batches.size(); i++) {
        files.add(batch(String.format("%04d", i + 1), batches.get(i), settings));
      }
      release.add(files);
    }
    return release
        .add(
            task("verify", ReleaseTasks.VERIFY)
                .topic(ReleaseTasks.TOPIC)
                .requires("release", "store")
                .notRevertible(),
            task("publish", ReleaseTasks.PUBLISH)
                .topic(ReleaseTasks.TOPIC)
                .requires("release", "store"))
        .build();
  }

  private static LinearFlow.Builder batch(
      String number, List<SourceFile> files, ReleaseSettings settings) {
    String digests = "digests/" + number;
    TaskBuilder index =
        task("index/" + number, ReleaseTasks.INDEX_FILES)
            .topic(ReleaseTasks.TOPIC)
            .requires("release", "store", "digests")
            .rebind("digests", digests);
    if (files.stream().anyMatch(file -> file.path().equals(settings.failAt()))) {
      index.optional("failAt").inject("failAt", settings.failAt());
    }
    return linear(
        "files/" + number,
        task("hash/" + number, ReleaseTasks.HASH_FILES)
            .topic(ReleaseTasks.TOPIC)
            .requires("source", "files", "sizeLimitBytes")
            .inject("files", files)
            .provides(digests)
            .notRevertible(),
        task("store/" + number, ReleaseTasks.STORE_FILES)
            .topic(ReleaseTasks.TOPIC)
            .requires("release", "store", "source", "digests", "storeLimitBytes")
            .rebind("digests", digests),
        index);
  }
}
