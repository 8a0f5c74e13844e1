package io.taskflow.testkit.conformance.facts;

import io.taskflow.protocol.Json;
import io.taskflow.testkit.conformance.vector.JsonValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares facts. Numbers are equal by value; a recorded failure without a message was raised by
 * the engine, and only its class counts; where several things have no order, any order will do.
 */
public final class Comparison {

  private Comparison() {}

  /**
   * What differs, by path.
   *
   * @param complete whether nothing else may be observed than what is expected
   */
  public static List<Mismatch> compare(Facts expected, Facts observed, boolean complete) {
    List<Mismatch> mismatches = new ArrayList<>();
    expected
        .byPath()
        .forEach(
            (path, value) -> {
              Json seen = observed.byPath().get(path);
              if (seen == null || !holds(path, value, seen)) {
                mismatches.add(new Mismatch(path, value, seen));
              }
            });
    if (complete) {
      observed
          .byPath()
          .forEach(
              (path, seen) -> {
                if (!path.equals(Facts.TRACE) && !expected.byPath().containsKey(path)) {
                  mismatches.add(new Mismatch(path, null, seen));
                }
              });
    }
    return mismatches;
  }

  /** Whether a fact holds. */
  public static boolean holds(String path, Json expected, Json observed) {
    return expected.equals(observed)
        || same(expected.toObject(), observed.toObject(), unordered(path));
  }

  private static boolean unordered(String path) {
    return path.endsWith("/raised")
        || path.startsWith("deciders/")
        || path.equals("compiled/edges")
        || path.equals("fetch_all_names");
  }

  private static boolean same(
      @Nullable Object expected, @Nullable Object observed, boolean unordered) {
    if (expected instanceof List<?> a && observed instanceof List<?> b) {
      return unordered ? sameInAnyOrder(a, b) : sameInOrder(a, b);
    }
    if (expected instanceof Map<?, ?> a && observed instanceof Map<?, ?> b) {
      return sameMembers(a, b);
    }
    return JsonValues.equal(expected, observed);
  }

  private static boolean sameInOrder(List<?> a, List<?> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!same(a.get(i), b.get(i), false)) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameInAnyOrder(List<?> a, List<?> b) {
    if (a.size() != b.size()) {
      return false;
    }
    List<@Nullable Object> left = new ArrayList<>(b);
    for (Object wanted : a) {
      int at = 0;
      while (at < left.size() && !same(wanted, left.get(at), false)) {
        at++;
      }
      if (at == left.size()) {
        return false;
      }
      left.remove(at);
    }
    return true;
  }

  private static boolean sameMembers(Map<?, ?> a, Map<?, ?> b) {
    if (isEngineFailure(a)) {
      return JsonValues.equal(a.get("class"), b.get("class"));
    }
    return a.keySet().equals(b.keySet())
        && a.keySet().stream().allMatch(key -> same(a.get(key), b.get(key), "$many".equals(key)));
  }

  private static boolean isEngineFailure(Map<?, ?> failure) {
    return failure.size() == 1 && failure.get("class") instanceof String;
  }
}
