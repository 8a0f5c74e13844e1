package io.taskflow.examples.release;

import io.taskflow.examples.release.store.ReleaseKey;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody who publishes a release can choose.
 *
 * @param name the release's name, unique in the store; see {@link ReleaseKey}
 * @param store directory of the store; workers must see it under the same path
 * @param excludes names of files and directories to leave out
 * @param sizeLimitBytes longest file that a release may have
 * @param storeLimitBytes how much all objects of the store may take on the disk, compressed
 * @param failAt path at which the release is to fail, for trying out what happens then; null for
 *     none
 */
public record ReleaseSettings(
    String name,
    Path store,
    List<String> excludes,
    long sizeLimitBytes,
    long storeLimitBytes,
    @Nullable String failAt) {

  public ReleaseSettings {
    new ReleaseKey(name, ""); // checks the name
    store = store.toAbsolutePath().normalize();
    excludes = List.copyOf(excludes);
    if (sizeLimitBytes < 0 || storeLimitBytes < 0) {
      throw new IllegalArgumentException("limits of sizes must not be negative");
    }
  }

  /** Without limits, exclusions or a failure. */
  public static ReleaseSettings of(String name, Path store) {
    return new ReleaseSettings(name, store, List.of(), Long.MAX_VALUE, Long.MAX_VALUE, null);
  }

  /** The same, leaving out files and directories of these names. */
  public ReleaseSettings withExcludes(List<String> names) {
    return new ReleaseSettings(name, store, names, sizeLimitBytes, storeLimitBytes, failAt);
  }

  /** The same, with limits. */
  public ReleaseSettings withLimits(long fileBytes, long storeBytes) {
    return new ReleaseSettings(name, store, excludes, fileBytes, storeBytes, failAt);
  }

  /** The same, failing at a path. */
  public ReleaseSettings withFailAt(@Nullable String path) {
    return new ReleaseSettings(name, store, excludes, sizeLimitBytes, storeLimitBytes, path);
  }
}
