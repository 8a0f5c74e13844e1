package io.taskflow.testkit.conformance;

import io.taskflow.protocol.Json;
import io.taskflow.testkit.conformance.facts.Facts;
import io.taskflow.testkit.conformance.vector.Vector;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an atom returned is kept when its revert fails, because the revert needs it if somebody asks
 * for it again, where TaskFlow forgets it.
 */
final class KeptForAnotherRevert implements Difference {

  private static final String STATE = "/state";
  private static final Json REVERT_FAILURE = Json.of("REVERT_FAILURE");

  @Override
  public String name() {
    return "kept-for-another-revert";
  }

  @Override
  public @Nullable Facts instead(Vector vector, Facts expected, Seen seen) {
    SortedMap<String, Json> facts = new TreeMap<>(expected.byPath());
    expected
        .byPath()
        .forEach(
            (path, value) -> {
              if (path.startsWith("atoms/")
                  && path.endsWith(STATE)
                  && value.equals(REVERT_FAILURE)) {
                String atom = path.substring(0, path.length() - STATE.length());
                facts.computeIfPresent(
                    atom + "/result", (result, none) -> returned(expected, atom, none));
              }
            });
    return new Facts(facts);
  }

  /** What the last call of execute returned; as recorded, if it returned nothing. */
  private static Json returned(Facts expected, String atom, Json none) {
    for (int calls = 1; ; calls++) {
      String next = atom + "/execute_calls/" + (calls + 1) + "/";
      if (expected.byPath().keySet().stream().noneMatch(path -> path.startsWith(next))) {
        String last = atom + "/execute_calls/" + calls + "/returned";
        return expected.byPath().getOrDefault(last, none);
      }
    }
  }
}
