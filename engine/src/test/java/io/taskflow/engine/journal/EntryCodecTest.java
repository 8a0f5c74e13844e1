package io.taskflow.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.engine.journal.EntryCodec.Body;
import io.taskflow.engine.machine.FlowEvent.AttemptProgressed;
import io.taskflow.engine.machine.FlowEvent.FlowSubmitted;
import io.taskflow.engine.machine.FlowEvent.RevertDecided;
import io.taskflow.engine.machine.FlowEvent.TaskSucceeded;
import io.taskflow.engine.machine.FlowOptions;
import io.taskflow.protocol.AttemptToken;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read back from the journal is what was written, to the last digit. */
class EntryCodecTest {

  private static JournalEntry entry(String body) {
    return Samples.entry("f1", 1, 0, 1, body);
  }

  private static Body again(Body body) {
    return EntryCodec.read(entry(EntryCodec.write(body)));
  }

  private static Body everywhere(Json value) {
    return new Body(
        3,
        List.of(
            new FlowSubmitted(
                Samples.NOON,
                new FlowId("f1"),
                "f",
                "hash",
                Map.of("x", value),
                FlowOptions.DEFAULTS.withPlacementLimit(Duration.ofMillis(1234))),
            new AttemptProgressed(Samples.NOON, "a", new AttemptToken("t"), "w", 1, 0.25, value),
            new TaskSucceeded(Samples.NOON, "a", "w", value)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.10",
        "0.12345678901234567890",
        "1e400",
        "-0.0",
        "1E+2",
        "100000000000000000000000000",
        "null",
        "\"\\ud800\"",
        "\"\\u0000\\n/\"",
        "{\"b\":1.0,\"a\":[]}",
        "[[null,{}],\"\"]"
      })
  void valuesKeepTheirText(String text) {
    Json value = Json.parse(text);
    assertThat(again(everywhere(value))).isEqualTo(everywhere(value));
  }

  @Test
  void theDeepestValueCanBeReadBack() {
    Json deep = Json.parse("[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH));
    assertThat(again(everywhere(deep))).isEqualTo(everywhere(deep));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void randomValuesKeepTheirText(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      Json value = Json.of(random(random, 4));
      assertThat(again(everywhere(value)))
          .as("seed %d, value %d", seed, i)
          .isEqualTo(everywhere(value));
    }
  }

  private static Object random(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 5 : 7)) {
      case 0 -> random.nextBoolean();
      case 1 -> new BigDecimal(new BigInteger(80, random), random.nextInt(-50, 400));
      case 2 -> random.nextDouble() * 1e10;
      case 3 -> random.nextLong();
      case 4 -> text(random);
      case 5 -> List.of(random(random, depth - 1), random(random, depth - 1));
      default -> Map.of("n" + random.nextInt(), random(random, depth - 1));
    };
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append((char) random.nextInt(random.nextBoolean() ? 0x80 : 0x10000));
    }
    return text.toString();
  }

  @Test
  void aTextWithHalfACharacterCanBeEncoded() {
    Body body = new Body(1, List.of(new RevertDecided(Samples.NOON, null, "a\ud800", true)));
    String text = EntryCodec.write(body);
    assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(text)).isTrue();
    assertThat(again(body)).isEqualTo(body);
  }

  @Test
  void fieldsThatALaterVersionAddsAreIgnored() {
    Body body =
        EntryCodec.read(
            entry(
                """
                {"later":{"a":[1]},"first":7,"events":[{"kind":"task-succeeded",\
                "at":"2026-03-01T12:00:00.123456Z","task":"a","worker":"w","more":[{}],"result":1}]}\
                """));
    assertThat(body)
        .isEqualTo(
            new Body(7, List.of(new TaskSucceeded(Samples.NOON, "a", "w", Json.parse("1")))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "}{",
        "{\"first\":1}",
        "{\"events\":[]}",
        "{\"first\":1,\"events\":[1]}",
        "{\"first\":1,\"events\":[{\"kind\":\"task-failed\"}]}",
        "{\"first\":1,\"events\":[{\"at\":\"2026-03-01T12:00:00Z\"}]}",
        "{\"first\":1,\"events\":[{\"kind\":\"from-the-future\",\"at\":1}]}",
        "{\"first\":\"x\",\"events\":[]}",
        "{\"first\":1,\"events\":[]",
        "{\"first\":1,\"events\":{}}"
      })
  void aDamagedEntryIsNamed(String body) {
    assertThatThrownBy(() -> EntryCodec.read(entry(body)))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("entry 1 of flow f1")
        .hasMessageContaining("upgrade this engine");
  }
}
