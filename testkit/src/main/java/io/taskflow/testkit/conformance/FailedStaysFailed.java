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
 * reason, where TaskFlow calls it REVERTED although not everything is undone.
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
    int last = vector.phases().size() - 1;
    String path = "phases/" + last + "/";
    boolean relabelled =
        FAILURE.equals(expected.byPath().get("phases/" + (last - 1) + "/flow_state"))
            && REVERTED.equals(expected.byPath().get(path + "flow_state"));
    if (!relabelled || failedReverts.isEmpty()) {
      return null;
    }
    SortedMap<String, Json> facts = new TreeMap<>(expected.byPath());
    facts.put(path + "flow_state", FAILURE);
    facts.put(path + "raised", Json.of(failedReverts));
    facts.computeIfPresent("flow_transitions", FailedStaysFailed::endsFailed);
    facts.computeIfPresent(Facts.TRACE, FailedStaysFailed::endsFailed);
    return new Facts(facts);
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

  /** The last change leads to REVERTED; that of ours to FAILURE. */
  private static Json endsFailed(String path, Json changes) {
    List<Object> all = new ArrayList<>();
    changes.as(List.class).forEach(all::add);
    List<?> last = (List<?>) all.removeLast();
    all.add(List.of(String.valueOf(last.getFirst()), "FAILURE"));
    return Json.of(all);
  }
}
