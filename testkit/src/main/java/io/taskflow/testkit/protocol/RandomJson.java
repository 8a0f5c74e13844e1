package io.taskflow.testkit.protocol;

import io.taskflow.protocol.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Makes JSON values of moderate size. Not thread-safe. */
final class RandomJson {

  private static final int LEVELS = 4;

  private final RandomGenerator random;
  private final RandomTexts texts;

  RandomJson(RandomGenerator random, RandomTexts texts) {
    this.random = random;
    this.texts = texts;
  }

  Json value() {
    return Json.of(object(LEVELS));
  }

  /** Values by name. */
  SortedMap<String, Json> members() {
    SortedMap<String, Json> members = new TreeMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      members.put(texts.any(), value());
    }
    return members;
  }

  private @Nullable Object object(int levels) {
    return switch (random.nextInt(levels == 0 ? 6 : 8)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextLong();
      case 3 -> new BigInteger(300, new java.util.Random(random.nextLong()));
      case 4 -> BigDecimal.valueOf(random.nextLong(), random.nextInt(-400, 400));
      case 5 -> texts.any();
      case 6 -> list(levels - 1);
      default -> map(levels - 1);
    };
  }

  private List<@Nullable Object> list(int levels) {
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      list.add(object(levels));
    }
    return list;
  }

  private Map<String, @Nullable Object> map(int levels) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      map.put(texts.any(), object(levels));
    }
    return map;
  }
}
