package io.taskflow.testkit.conformance;

import io.taskflow.testkit.conformance.facts.Facts;
import io.taskflow.testkit.conformance.vector.Vector;
import java.util.List;
import java.util.SortedSet;

/** All differences: the only place where anything else is expected than what was recorded. */
final class Differences {

  private static final List<Difference> ALL =
      List.of(
          new ErrorsAreFailures(),
          new UnseenOptional(),
          new FailedStaysFailed(),
          new ToldCurrentFailures(),
          new AdoptedAfterCrash(),
          new ChangedAtOnce());

  private Differences() {}

  /**
   * What is to be seen of this engine.
   *
   * @param applied gets the names of those that apply
   */
  static Facts expected(Vector vector, Facts recorded, Seen seen, SortedSet<String> applied) {
    Facts expected = recorded;
    for (Difference difference : ALL) {
      Facts instead = difference.instead(vector, expected, seen);
      if (instead != null) {
        applied.add(difference.name());
        expected = instead;
      }
    }
    return expected;
  }
}
