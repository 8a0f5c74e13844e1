package io.taskflow.testkit.conformance.vector;

import io.taskflow.protocol.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How vectors compare values: the order of members doesn't matter, and 1 is 1.0. */
public final class JsonValues {

  private JsonValues() {}

  /** Whether two values are equal. */
  public static boolean equal(Json one, Json other) {
    return one.equals(other) || equal(one.toObject(), other.toObject());
  }

  /** Whether two values are equal that {@link Json#toObject} made. */
  public static boolean equal(@Nullable Object one, @Nullable Object other) {
    if (one instanceof Number a && other instanceof Number b) {
      return decimal(a).compareTo(decimal(b)) == 0;
    }
    if (one instanceof List<?> a && other instanceof List<?> b) {
      return equalElements(a, b);
    }
    if (one instanceof Map<?, ?> a && other instanceof Map<?, ?> b) {
      return a.keySet().equals(b.keySet())
          && a.keySet().stream().allMatch(key -> equal(a.get(key), b.get(key)));
    }
    return Objects.equals(one, other);
  }

  private static boolean equalElements(List<?> a, List<?> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!equal(a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static BigDecimal decimal(Number number) {
    return new BigDecimal(number.toString());
  }
}
