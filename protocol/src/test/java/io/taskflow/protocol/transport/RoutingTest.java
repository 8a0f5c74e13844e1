package io.taskflow.protocol.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.transport.Declaration.ExchangeKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingTest {

  @ParameterizedTest(name = "{0} matches {1}: {2}")
  @CsvSource({
    "a.b.c, a.b.c, true",
    "a.b.c, a.b, false",
    "a.b, a.b.c, false",
    "*, a, true",
    "*, '', false",
    "*, a.b, false",
    "a.*.c, a.b.c, true",
    "a.*.c, a.c, false",
    "a.*.c, a..c, true",
    "#, '', true",
    "#, a.b.c, true",
    "a.#, a, true",
    "a.#, a.b.c, true",
    "a.#, ab, false",
    "#.c, c, true",
    "#.c, a.b.c, true",
    "#.c, a.b, false",
    "a.#.c, a.c, true",
    "a.#.c, a.b.b.c, true",
    "a.#.c, a.c.c.d, false",
    "#.b.#, a.b.c, true",
    "#.b.#, a.c, false",
    "#.*, '', false",
    "#.*, a.b, true",
    "*.#, a, true",
    "#.#, '', true",
    "a.#.b.#.c, a.b.x.b.y.c, true",
    "a.#.b.#.c, a.x.c, false",
    "'', '', true",
    "'', a, false",
  })
  void aTopicPatternMatchesWords(String pattern, String key, boolean expected) {
    assertThat(Routing.matches(ExchangeKind.TOPIC, pattern, key)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} matches {1}: {2}")
  @CsvSource({"a.b, a.b, true", "a.*, a.b, false", "#, a, false", "'', '', true"})
  void aDirectExchangeComparesWholeKeys(String bindingKey, String key, boolean expected) {
    assertThat(Routing.matches(ExchangeKind.DIRECT, bindingKey, key)).isEqualTo(expected);
  }
}
