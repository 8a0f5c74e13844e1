package io.taskflow.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MajorMinorTest {

  @Test
  void readsTwoNumbersOfUpToSixDigits() {
    assertThat(MajorMinor.parse("1.0")).isEqualTo(new MajorMinor(1, 0));
    assertThat(MajorMinor.parse("012345.999999")).isEqualTo(new MajorMinor(12_345, 999_999));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "1",
        "1.",
        ".1",
        "1.0.0",
        "1.0 ",
        " 1.0",
        "-1.0",
        "+1.0",
        "1.-1",
        "1,0",
        "a.b",
        "1234567.0",
        "1.1234567",
        "１.0",
        "1.٣"
      })
  void refusesEveryOtherForm(String text) {
    assertThat(MajorMinor.parse(text)).isNull();
  }
}
