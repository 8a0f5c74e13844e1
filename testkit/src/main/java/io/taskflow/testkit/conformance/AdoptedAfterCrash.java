package io.taskflow.testkit.conformance;

import io.taskflow.protocol.Json;
import io.taskflow.testkit.conformance.facts.Facts;
import io.taskflow.testkit.conformance.vector.Vector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A flow whose engine vanished goes on as it was: the next engine takes it over without a change of
 * its status, where TaskFlow's goes through RESUMING and SUSPENDED.
 */
final class AdoptedAfterCrash implements Difference {

  private static final List<List<String>> DETOUR =
      List.of(
          List.of("RUNNING", "RESUMING"),
          List.of("RESUMING", "SUSPENDED"),
          List.of("SUSPENDED", "RUNNING"));

  private static final List<List<String>> DETOUR_IN_TRACE =
      DETOUR.stream().map(change -> List.of(RunJournal.FLOW, change.getLast())).toList();

  @Override
  public String name() {
    return "adopted-after-crash";
  }

  @Override
  public @Nullable Facts instead(Vector vector, Facts expected, Seen seen) {
    if (!expected.byPath().containsValue(Json.of("crashed"))) {
      return null;
    }
    SortedMap<String, Json> facts = new TreeMap<>(expected.byPath());
    facts.computeIfPresent("flow_transitions", (path, all) -> without(all, DETOUR));
    facts.computeIfPresent(Facts.TRACE, (path, all) -> without(all, DETOUR_IN_TRACE));
    return new Facts(facts);
  }

  private static Json without(Json changes, List<List<String>> detour) {
    List<Object> left = new ArrayList<>();
    changes.as(List.class).forEach(left::add);
    int at;
    while ((at = Collections.indexOfSubList(left, detour)) >= 0) {
      left.subList(at, at + detour.size()).clear();
    }
    return Json.of(left);
  }
}
