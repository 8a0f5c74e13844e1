package io.taskflow.testkit.conformance;

import io.taskflow.engine.plan.InvalidFlowException;
import io.taskflow.protocol.Json;
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
          new KeptForAnotherRevert(),
          new ToldCurrentFailures(),
          new AdoptedAfterCrash(),
          new ChangedAtOnce());

  /** Our compiler tells of all errors of a stage; TaskFlow stops at the first. */
  private static final String ALL_PROBLEMS_AT_ONCE = "all-problems-at-once";

  private Differences() {}

  /**
   * What is seen of a flow that can't be run: the error that was recorded, if it is among ours.
   *
   * @param applied gets the names of the differences that apply
   */
  static Facts observed(Vector vector, InvalidFlowException error, SortedSet<String> applied) {
    Json recorded = vector.expect().member("error");
    Json type = recorded == null ? null : recorded.member("class");
    List<String> ours = CompileErrors.ofFirstStage(error);
    String wanted = type == null ? "" : type.as(String.class);
    if (!ours.contains(wanted) || ours.getFirst().equals(wanted)) {
      return CompileErrors.facts(error, ours.getFirst());
    }
    applied.add(ALL_PROBLEMS_AT_ONCE);
    return CompileErrors.facts(error, wanted);
  }

  /**
   * What is to be seen of this engine.
   *
   * @param applied gets the names of those that apply
   */
  static Facts expected(Vector vector, Facts recorded, Seen seen, SortedSet<String> applied) {
    Facts expected = recorded;
    for (Difference difference : ALL) {
      Facts instead = difference.instead(vector, expected, seen);
      if (instead != null && !instead.equals(expected)) {
        applied.add(difference.name());
        expected = instead;
      }
    }
    return expected;
  }
}
