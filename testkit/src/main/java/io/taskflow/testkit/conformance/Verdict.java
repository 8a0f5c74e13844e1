package io.taskflow.testkit.conformance;

import io.taskflow.testkit.conformance.facts.Mismatch;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;

/**
 * What became of a vector.
 *
 * @param id of the vector
 * @param schedule how its steps were ordered in the first run that failed, or in the last one
 * @param mismatches facts that don't hold in that run
 * @param differences names of the places where this engine differs on purpose
 * @param walked the changes of status that its runs went through
 */
public record Verdict(
    String id,
    String schedule,
    List<Mismatch> mismatches,
    SortedSet<String> differences,
    Set<Object> walked) {

  /** Whether all facts hold. */
  public boolean passed() {
    return mismatches.isEmpty();
  }
}
