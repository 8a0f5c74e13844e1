package io.taskflow.examples.release;

import java.util.List;

/**
 * What a check found.
 *
 * @param release the release that was looked at
 * @param files how many files were compared
 * @param bytes how many bytes of them
 * @param problems every difference and everything that should not be there; empty if all is well
 */
public record CheckReport(String release, long files, long bytes, List<String> problems) {

  public CheckReport {
    problems = List.copyOf(problems);
  }

  /** Whether source, store and index are identical. */
  public boolean identical() {
    return problems.isEmpty();
  }
}
