package io.taskflow.testkit.conformance;

import io.taskflow.protocol.Json;
import io.taskflow.testkit.conformance.facts.Facts;
import io.taskflow.testkit.conformance.vector.Vector;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A flow that is FAILURE because a revert failed, and is run again, is FAILURE again, for the same
 * reason, where TaskFlow calls it REVERTED although not everything is undone. It stays so however
 * often it is run.
 */
final class FailedStaysFailed implements Difference {

  private static final Json FAILURE = Json.of("FAILURE");
  private static final Json REVERTED = Json.of("REVERTED");

  @Override
  public String name() {
    return "failed-stays-failed";
  }

  @Override
  public @Nullable Facts instead(Vector vector, Facts expected, Seen seen) {
    List<Json> failedReverts = failedReverts(expected);
    int phases = vector.phases().size();
    int relabelled = firstRelabelled(expected, phases);
    if (relabelled == phases || failedReverts.isEmpty()) {
      return null;
    }
    SortedMap<String, Json> facts = new TreeMap<>(expected.byPath());
    for (int phase = relabelled; phase < phases; phase++) {
      facts.put(ending(phase), FAILURE);
      facts.put("phases/" + phase + "/raised", Json.of(failedReverts));
    }
    Endless ours = new Endless(endingsAsReverted(expected, relabelled), phases - relabelled - 1);
    facts.computeIfPresent(
        "flow_transitions",
        (path, all) -> ours.instead(all, List.of("FAILURE", "RUNNING"), "RUNNING"));
    facts.computeIfPresent(
        Facts.TRACE,
        (path, all) -> ours.instead(all, List.of(RunJournal.FLOW, "RUNNING"), RunJournal.FLOW));
    return new Facts(facts);
  }

  private static String ending(int phase) {
    return "phases/" + phase + "/flow_state";
  }

  /** The first phase at whose end a flow that failed is called reverted; else their number. */
  private static int firstRelabelled(Facts expected, int phases) {
    int phase = 1;
    while (phase < phases
        && !(FAILURE.equals(expected.byPath().get(ending(phase - 1)))
            && REVERTED.equals(expected.byPath().get(ending(phase))))) {
      phase++;
    }
    return Math.min(phase, phases);
  }

  private static int endingsAsReverted(Facts expected, int before) {
    int count = 0;
    for (int phase = 0; phase < before; phase++) {
      count += REVERTED.equals(expected.byPath().get(ending(phase))) ? 1 : 0;
    }
    return count;
  }

  private static List<Json> failedReverts(Facts expected) {
    List<Json> failures = new ArrayList<>();
    expected
        .byPath()
        .forEach(
            (path, value) -> {
              String atom = path.substring(0, path.lastIndexOf('/') + 1);
              if (path.startsWith("atoms/")
                  && path.endsWith("/revert_failure")
                  && Json.of("REVERT_FAILURE").equals(expected.byPath().get(atom + "state"))) {
                failures.add(value);
              }
            });
    return failures;
  }

  /**
   * The changes of a flow that ends FAILURE instead, and again each time that it is run.
   *
   * @param skipped how often it was reverted before, and is so with us
   * @param again how often it is run after that
   */
  private record Endless(int skipped, int again) {

    /**
     * Replaces the change to REVERTED and all that follows it.
     *
     * @param running the change to RUNNING, as these changes are written
     * @param before what a change of a running flow begins with
     */
    Json instead(Json changes, List<String> running, String before) {
      List<Object> ours = new ArrayList<>();
      int reverted = 0;
      for (Object change : changes.as(List.class)) {
        boolean ends = change.equals(List.of(before, "REVERTED"));
        if (ends && reverted++ == skipped) {
          break;
        }
        ours.add(change);
      }
      ours.add(List.of(before, "FAILURE"));
      for (int i = 0; i < again; i++) {
        ours.add(running);
        ours.add(List.of(before, "FAILURE"));
      }
      return Json.of(ours);
    }
  }
}
