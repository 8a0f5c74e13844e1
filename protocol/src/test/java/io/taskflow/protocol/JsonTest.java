package io.taskflow.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class JsonTest {

  record Point(int x, int y) {}

  record Envelope(String name, Json body) {}

  record Optionals(@Nullable Integer count, @Nullable String name) {}

  @Test
  void writesJavaValuesCompact() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("b", Arrays.asList(1, 2.5, null, true, "x y"));
    map.put("a", new Point(3, -4));

    assertThat(Json.of(map).text())
        .isEqualTo("{\"b\":[1,2.5,null,true,\"x y\"],\"a\":{\"x\":3,\"y\":-4}}");
    assertThat(Json.of(null)).isSameAs(Json.NULL);
    assertThat(Json.of(Instant.parse("2026-01-01T00:00:00Z")).text())
        .isEqualTo("\"2026-01-01T00:00:00Z\"");
    assertThat(Json.of(Duration.ofSeconds(90)).text()).isEqualTo("\"PT1M30S\"");
    assertThat(Json.of(Action.EXECUTE).text()).isEqualTo("\"EXECUTE\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "a \"quote\"",
        "back\\slash",
        "line\nbreak",
        "\u0000\u001f",
        "\u007f\u2028\uffff",
        "grüße \ud83d\ude00",
        "half \ud83d"
      })
  void writesATextThatIsAloneAsInAnyOtherPlaceHoweverLongItIs(String text) {
    for (String padding : List.of("", "x".repeat(200), "ä".repeat(5_000), "\u4e2d".repeat(3_000))) {
      String padded = padding + text + padding;
      Json alone = Json.of(padded);

      assertThat(alone).isEqualTo(Json.of(List.of(padded)).element(0));
      assertThat(alone).isEqualTo(Json.parse(alone.text()));
      assertThat(JsonMapper.shared().readValue(alone.text(), String.class)).isEqualTo(padded);
      assertThat(alone.as(String.class)).isEqualTo(padded);
      assertThat(alone.toObject()).isEqualTo(padded);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"", "\"a", "\"a\" 1", "\"a\"b\"", "a\""})
  void takesNoBrokenTextForAText(String broken) {
    assertThatThrownBy(() -> new Json(broken).as(String.class))
        .isInstanceOf(InvalidJsonException.class);
  }

  @Test
  void carriesJsonValuesInsideOtherValuesAsTheyAre() {
    Json body = Json.parse("{\"n\":1e400,\"list\":[]}");

    assertThat(Json.of(Map.of("k", body)).text()).isEqualTo("{\"k\":{\"n\":1e400,\"list\":[]}}");
    assertThat(Json.of(new Envelope("e", body)).as(Envelope.class))
        .isEqualTo(new Envelope("e", body));
    assertThat(Json.parse("{\"name\":\"e\",\"body\":null}").as(Envelope.class))
        .isEqualTo(new Envelope("e", Json.NULL));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "12345678901234567890123456789",
        "-0",
        "0.10",
        "1e400",
        "1E-400",
        "0.1000000000000000055511151231257827",
        "9007199254740993"
      })
  void keepsEveryDigit(String number) {
    assertThat(Json.parse(" [ " + number + " ] ").text()).isEqualTo("[" + number + "]");
    assertThat(Json.parse("{\"a\":" + number + "}").member("a")).isEqualTo(new Json(number));
    assertThat(new BigDecimal(String.valueOf(Json.parse(number).toObject())))
        .isEqualByComparingTo(new BigDecimal(number));
  }

  @Test
  void readsWholeNumbersOfAnySizeExactly() {
    assertThat(Json.parse("[1,3000000000,30000000000000000000]").toObject())
        .isEqualTo(List.of(1, 3_000_000_000L, new BigInteger("30000000000000000000")));
    assertThat(Json.parse("0.1").as(BigDecimal.class)).isEqualTo(new BigDecimal("0.1"));
  }

  @Test
  void refusesToCutNumbersOrToReadTextsAsNumbers() {
    assertThatThrownBy(() -> Json.of(1.5).as(Integer.class))
        .isInstanceOf(InvalidJsonException.class);
    assertThatThrownBy(() -> Json.of("5").as(Integer.class))
        .isInstanceOf(InvalidJsonException.class);
    assertThatThrownBy(() -> Json.of(3_000_000_000L).as(Integer.class))
        .isInstanceOf(InvalidJsonException.class);
    assertThatThrownBy(() -> Json.parse("{\"x\":null,\"y\":1}").as(Point.class))
        .isInstanceOf(InvalidJsonException.class);
    assertThatThrownBy(() -> Json.NULL.as(String.class))
        .isInstanceOf(InvalidJsonException.class)
        .hasMessageContainingAll("null", "java.lang.String");
    assertThatThrownBy(() -> Json.parse("1e999999999").as(BigInteger.class))
        .isInstanceOf(InvalidJsonException.class);
  }

  @Test
  void ignoresMembersThatATypeDoesNotHave() {
    assertThat(Json.parse("{\"x\":1,\"y\":2,\"z\":3}").as(Point.class)).isEqualTo(new Point(1, 2));
    assertThat(Json.parse("{}").as(Optionals.class)).isEqualTo(new Optionals(null, null));
  }

  @Test
  void refusesWhatIsNoJson() {
    Map<Object, Object> twice = new LinkedHashMap<>();
    twice.put(1, "number");
    twice.put("1", "text");
    List<Object> circle = new ArrayList<>();
    circle.add(circle);

    for (Object bad :
        List.of(
            Double.NaN,
            Float.POSITIVE_INFINITY,
            List.of(Double.NEGATIVE_INFINITY),
            twice,
            circle,
            nested(Json.MAX_DEPTH + 1),
            new BigInteger("9".repeat(1_001)),
            new Object())) {
      assertThatThrownBy(() -> Json.of(bad))
          .as(bad.getClass().getName())
          .isInstanceOf(InvalidJsonException.class)
          .hasMessageContaining(bad.getClass().getName());
    }
    assertThat(Json.of(nested(Json.MAX_DEPTH)).length()).isEqualTo(2 * Json.MAX_DEPTH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "[1,]",
        "{\"a\":1,\"a\":2}",
        "1 2",
        "[1] x",
        "{a:1}",
        "nul",
        "'a'",
        "NaN",
        "[",
        "\"\n\""
      })
  void refusesTextsThatAreNotOneValue(String text) {
    assertThatThrownBy(() -> Json.parse(text))
        .isInstanceOf(InvalidJsonException.class)
        .hasMessageContaining("not a JSON value");
  }

  @Test
  void refusesTextsThatAreNestedTooDeep() {
    Json.parse("[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH));
    assertThatThrownBy(() -> Json.parse("[".repeat(100_000) + "]".repeat(100_000)))
        .isInstanceOf(InvalidJsonException.class);
  }

  @Test
  void writesTheSameValueInOneWay() {
    assertThat(Json.parse("{ \"\\u0061\" : \"\\/\\u00e9\\n\" ,\"b\":[ ] }").text())
        .isEqualTo("{\"a\":\"/é\\n\",\"b\":[]}");
  }

  @Test
  void keepsHalvesOfCharactersAsEscapes() {
    Json half = Json.of("a\ud83d");

    assertThat(half.text()).isEqualTo("\"a\\ud83d\"");
    assertThat(half.as(String.class)).isEqualTo("a\ud83d");
    assertThat(Json.parse(half.text())).isEqualTo(half);
    assertThat(Json.of("\ud83d\ude00").text()).isEqualTo("\"\ud83d\ude00\"");
  }

  /** As an escape in a name they could be written, but not be read again. */
  @ParameterizedTest
  @ValueSource(strings = {"\ud83d", "\ude00", "a\ud83db", "\ude00\ud83d"})
  void refusesHalvesOfCharactersInNames(String name) {
    assertThatThrownBy(() -> Json.of(Map.of("a", Map.of(name, 1))))
        .isInstanceOf(InvalidJsonException.class)
        .hasMessageContaining("a name in an object contains half a character");
    assertThatThrownBy(() -> Json.parse("{\"" + name + "\":1}"))
        .isInstanceOf(InvalidJsonException.class)
        .hasMessageContaining("half a character");
    assertThat(Json.parse(Json.of(Map.of("\ud83d\ude00", 1)).text()).text())
        .isEqualTo("{\"\ud83d\ude00\":1}");
  }

  @Test
  void findsMembersAndElements() {
    Json value = Json.parse("{\"a\":{\"b\":1,\"x\":[2]},\"b\":[\"p\",{\"q\":null},[]],\"c\":null}");

    assertThat(value.member("b")).isEqualTo(Json.parse("[\"p\",{\"q\":null},[]]"));
    assertThat(value.member("c")).isEqualTo(Json.NULL);
    assertThat(value.member("x")).isNull();
    assertThat(value.element(0)).isNull();
    Json list = value.member("b");
    assertThat(list.element(0)).isEqualTo(Json.of("p"));
    assertThat(list.element(1)).isEqualTo(Json.parse("{\"q\":null}"));
    assertThat(list.element(2)).isEqualTo(Json.parse("[]"));
    assertThat(list.element(3)).isNull();
    assertThat(list.element(-1)).isNull();
    assertThat(list.member("p")).isNull();
    assertThat(Json.of(17).element(0)).isNull();
  }

  @Test
  @Timeout(60)
  void readsAnElementWithoutBuildingTheWholeValue() {
    Json big = Json.of(java.util.Collections.nCopies(100_000, Map.of("k", "v")));

    for (int i = 0; i < 20_000; i++) {
      assertThat(big.element(0)).isEqualTo(Json.parse("{\"k\":\"v\"}"));
    }
  }

  @Test
  void hidesTheTextInErrors() {
    assertThatThrownBy(() -> Json.parse("{\"password\":hunter2}"))
        .isInstanceOf(InvalidJsonException.class)
        .hasMessageContaining("character 12")
        .hasNoCause()
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> Json.parse("{\"x\":1,\"y\":\"hunter2\"}").as(Point.class))
        .isInstanceOf(InvalidJsonException.class)
        .hasMessageContainingAll("Point", "'y'")
        .hasNoCause()
        .hasMessageNotContaining("hunter2");
  }

  private static Object nested(int levels) {
    List<Object> value = List.of();
    for (int i = 1; i < levels; i++) {
      value = List.of(value);
    }
    return value;
  }
}
