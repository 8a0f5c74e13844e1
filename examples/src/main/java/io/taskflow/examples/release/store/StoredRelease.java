package io.taskflow.examples.release.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A release as the index knows it.
 *
 * @param name its name
 * @param source the directory that it was made of
 * @param excludes names of files and directories that were left out
 * @param fileCount how many files and links it has when complete
 * @param openedAt when its flow began
 * @param publishedAt when it became current; null if it has not yet
 * @param previous which release was current before it; null if none was
 */
public record StoredRelease(
    String name,
    String source,
    List<String> excludes,
    long fileCount,
    Instant openedAt,
    @Nullable Instant publishedAt,
    @Nullable String previous) {
  public StoredRelease {
    excludes = List.copyOf(excludes);
  }
}
