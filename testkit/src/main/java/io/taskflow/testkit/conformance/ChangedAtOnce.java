package io.taskflow.testkit.conformance;

import io.taskflow.protocol.Json;
import io.taskflow.testkit.conformance.facts.Facts;
import io.taskflow.testkit.conformance.vector.JsonValues;
import io.taskflow.testkit.conformance.vector.Vector;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Atoms that are passed over or reset together change at once, so that there is no order among
 * them, where TaskFlow writes one after another.
 */
final class ChangedAtOnce implements Difference {

  private static final Set<String> AT_ONCE = Set.of("IGNORE", "PENDING");

  @Override
  public String name() {
    return "changed-at-once";
  }

  @Override
  public @Nullable Facts instead(Vector vector, Facts expected, Seen seen) {
    Json recorded = expected.byPath().get(Facts.TRACE);
    Json observed = seen.facts().byPath().get(Facts.TRACE);
    if (recorded == null || observed == null) {
      return null;
    }
    Json ours = rearranged(elements(recorded), elements(observed));
    if (JsonValues.equal(recorded, ours)) {
      return null;
    }
    SortedMap<String, Json> facts = new TreeMap<>(expected.byPath());
    facts.put(Facts.TRACE, ours);
    return new Facts(facts);
  }

  private static List<Json> elements(Json list) {
    List<Json> elements = new ArrayList<>();
    List<?> all = list.as(List.class);
    all.forEach(element -> elements.add(Json.of(element)));
    return elements;
  }

  /** What was recorded, with each stretch of changes to one such state in the order observed. */
  private static Json rearranged(List<Json> recorded, List<Json> observed) {
    List<Json> all = new ArrayList<>(recorded);
    int from = 0;
    while (from < all.size()) {
      int to = endOfStretch(all, from);
      if (to <= observed.size() && to - from > 1) {
        List<Json> stretch = observed.subList(from, to);
        if (Set.copyOf(stretch).equals(Set.copyOf(all.subList(from, to)))) {
          for (int i = from; i < to; i++) {
            all.set(i, observed.get(i));
          }
        }
      }
      from = to;
    }
    return Json.of(all);
  }

  private static int endOfStretch(List<Json> trace, int from) {
    String state = state(trace.get(from));
    int to = from + 1;
    while (AT_ONCE.contains(state) && to < trace.size() && state.equals(state(trace.get(to)))) {
      to++;
    }
    return to;
  }

  /** The state of an atom; empty for the flow itself. */
  private static String state(Json change) {
    boolean ofAtom =
        change.toObject() instanceof List<?> pair
            && pair.size() == 2
            && !RunJournal.FLOW.equals(pair.getFirst());
    Json state = change.element(1);
    return ofAtom && state != null ? String.valueOf(state.toObject()) : "";
  }
}
