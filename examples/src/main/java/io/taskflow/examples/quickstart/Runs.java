package io.taskflow.examples.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How often tasks began to run, by the log that the workers keep.
 *
 * @param all executes and reverts that began
 * @param repeated those of them that had begun before
 */
record Runs(long all, long repeated) {

  static Runs read(Path runLog) throws IOException {
    List<String> keys = Files.exists(runLog) ? Files.readAllLines(runLog) : List.of();
    Set<String> different = new HashSet<>(keys);
    return new Runs(keys.size(), keys.size() - different.size());
  }
}
