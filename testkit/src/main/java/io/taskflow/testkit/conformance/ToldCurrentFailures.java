package io.taskflow.testkit.conformance;

import io.taskflow.protocol.Json;
import io.taskflow.testkit.conformance.facts.Comparison;
import io.taskflow.testkit.conformance.facts.Facts;
import io.taskflow.testkit.conformance.vector.Vector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reverts are told, and runs surface, only failures that are current. TaskFlow also tells those of
 * earlier tries that were retried since.
 */
final class ToldCurrentFailures implements Difference {

  @Override
  public String name() {
    return "current-failures";
  }

  @Override
  public @Nullable Facts instead(Vector vector, Facts expected, Seen seen) {
    if (!vector.quirks().contains("stale-failures")) {
      return null;
    }
    SortedMap<String, Json> facts = new TreeMap<>(expected.byPath());
    facts.replaceAll((path, recorded) -> current(path, recorded, seen.current().at(path)));
    return new Facts(facts);
  }

  private static Json current(String path, Json recorded, SortedMap<String, Json> current) {
    if (path.endsWith("/flow_failures")) {
      return ofAtoms(recorded, current);
    }
    if (path.startsWith("phases/") && path.endsWith("/raised")) {
      return surfaced(recorded, List.copyOf(current.values()));
    }
    return recorded;
  }

  /** Of recorded failures by the name of the atom, those that are current. */
  private static Json ofAtoms(Json recorded, SortedMap<String, Json> current) {
    Map<String, Json> left = new TreeMap<>();
    Map<?, ?> all = recorded.as(Map.class);
    all.forEach(
        (name, value) -> {
          String atom = String.valueOf(name);
          Json failure = Json.of(value);
          Json now = current.get(atom);
          if (now != null && Comparison.holds(atom, failure, now)) {
            left.put(atom, failure);
          }
        });
    return left.size() == all.size() ? recorded : Json.of(left);
  }

  /** Of recorded failures, those that are current; each current one counts once. */
  private static Json surfaced(Json recorded, List<Json> current) {
    List<Json> unused = new ArrayList<>(current);
    List<Json> left = new ArrayList<>();
    List<?> all = recorded.as(List.class);
    for (Object one : all) {
      Json failure = Json.of(one);
      int at = 0;
      while (at < unused.size() && !Comparison.holds("failure", failure, unused.get(at))) {
        at++;
      }
      if (at < unused.size()) {
        unused.remove(at);
        left.add(failure);
      }
    }
    return left.size() == all.size() ? recorded : Json.of(left);
  }
}
