package io.taskflow.testkit.conformance.facts;

import io.taskflow.protocol.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Facts by their path, such as {@code atoms/t1/execute_calls/1/args}: the smallest pieces that
 * vectors leave out one by one. Immutable.
 */
public record Facts(SortedMap<String, Json> byPath) {

  /** The path of the order in which everything changed. */
  public static final String TRACE = "trace";

  /** What is said about the facts, and is none itself. */
  private static final List<String> MARKS = List.of("variant", "parallel_invariant", "order");

  public Facts {
    byPath = Collections.unmodifiableSortedMap(new TreeMap<>(byPath));
  }

  /**
   * The facts that a vector states.
   *
   * @param expect its expectation; the trace is a fact only if there is no other order
   */
  public static Facts expected(Json expect) {
    SortedMap<String, Json> byPath = new TreeMap<>();
    Map<?, ?> parts = expect.as(Map.class);
    parts.forEach(
        (name, part) -> {
          if (!MARKS.contains(String.valueOf(name))) {
            takeApart(byPath, List.of(String.valueOf(name)), part);
          }
        });
    if (!"total".equals(parts.get("order"))) {
      byPath.remove(TRACE);
    }
    return new Facts(byPath);
  }

  /** Whether all facts are stated, so that anything else must not be. */
  public static boolean complete(Json expect) {
    Json variant = expect.member("variant");
    return variant == null || variant.text().equals("[]");
  }

  private static void takeApart(
      SortedMap<String, Json> byPath, List<String> path, @Nullable Object part) {
    if (!hasParts(path) || !(part instanceof Map<?, ?> map)) {
      byPath.put(String.join("/", path), Json.of(part));
      return;
    }
    map.forEach(
        (name, value) -> {
          List<String> deeper = new ArrayList<>(path);
          deeper.add(String.valueOf(name));
          takeApart(byPath, deeper, value);
        });
  }

  private static boolean hasParts(List<String> path) {
    int levels = path.size();
    return switch (path.getFirst()) {
      case "compiled", "deciders", "fetch_all" -> levels == 1;
      case "phases" -> levels <= 2 || (levels == 3 && path.get(2).equals("atoms"));
      case "atoms" -> levels <= 2 || (levels <= 4 && path.get(2).endsWith("_calls"));
      default -> false;
    };
  }
}
