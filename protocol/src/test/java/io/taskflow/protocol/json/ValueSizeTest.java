package io.taskflow.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How deep values are nested. */
class ValueSizeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0000',
      value = {
        "0 | 1234",
        "1 | []",
        "3 | [{\"a\":[1]},[2]]",
        "1 | [\"[[[\"]",
        "2 | [\"\\\"[[\",[]]",
        "2 | [\"\\\\\",[]]",
        "2 | [\"\\\\\\\"[\",[]]",
        "2 | {\"[{\\\"\":{\"]\":\"}\"}}"
      })
  void countsWhatIsOutsideOfTexts(int depth, String json) {
    assertThat(ValueSize.depth(json, 0)).isEqualTo(depth);
  }

  @Test
  void aTextWithoutEndIsNotNested() {
    assertThat(ValueSize.depth("\"[[[", 0)).isZero();
  }
}
