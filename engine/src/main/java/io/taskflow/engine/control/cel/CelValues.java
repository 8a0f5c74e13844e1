package io.taskflow.engine.control.cel;

import dev.cel.common.values.NullValue;
import io.taskflow.protocol.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON values as CEL has them: whole numbers are {@code int}, others {@code double}, and so are
 * whole numbers that 64 bits can't hold.
 */
final class CelValues {

  private CelValues() {}

  static Object of(Json json) {
    return convert(json.toObject());
  }

  private static Object convert(@Nullable Object value) {
    return switch (value) {
      case null -> NullValue.NULL_VALUE;
      case Integer number -> number.longValue();
      case BigInteger number -> number.doubleValue();
      case BigDecimal number -> number.doubleValue();
      case List<?> list -> {
        List<Object> all = new ArrayList<>(list.size());
        list.forEach(element -> all.add(convert(element)));
        yield all;
      }
      case Map<?, ?> map -> {
        Map<String, Object> all = HashMap.newHashMap(map.size());
        map.forEach((key, member) -> all.put((String) key, convert(member)));
        yield all;
      }
      default -> value;
    };
  }
}
