package io.taskflow.engine.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class PlainJsonTest {

  private static final String LETTERS = "abé漢\"\\/\b\f\n\r\t\u0000\u001f\u007f\u2028 ";

  @RepeatedTest(50)
  void itWritesTheSameBytesAsTheMapperOfAllValues(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    Map<String, Object> object = object(new SplittableRandom(seed), 3);

    assertThat(PlainJson.write(object))
        .as("seed %d: %s", seed, object)
        .isEqualTo(Json.of(object).text().getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void itLeavesNumbersAndPairsAndHalvesToOthers() {
    assertThat(PlainJson.write(Map.of("progress", 0.5))).isNull();
    assertThat(PlainJson.write(Map.of("reason", "\ud800"))).isNull();
    assertThat(PlainJson.write(Map.of("reason", "😀"))).isNull();
    assertThat(PlainJson.write(Map.of("\udc00", "x"))).isNull();
    assertThat(PlainJson.write(Map.of("list", List.of(1)))).isNull();
  }

  private static Map<String, Object> object(SplittableRandom random, int depth) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      object.put(i + text(random), value(random, depth));
    }
    return object;
  }

  private static Object value(SplittableRandom random, int depth) {
    return switch (random.nextInt(depth > 0 ? 4 : 2)) {
      case 0 -> text(random);
      case 1 -> random.nextBoolean();
      case 2 -> List.of(text(random), text(random));
      default -> object(random, depth - 1);
    };
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    int[] letters = LETTERS.codePoints().toArray();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.appendCodePoint(letters[random.nextInt(letters.length)]);
    }
    return text.toString();
  }
}
