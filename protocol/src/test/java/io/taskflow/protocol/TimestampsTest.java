package io.taskflow.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {

  private static final long FIRST = Instant.parse("-0002-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST = Instant.parse("+10001-12-31T23:59:59Z").getEpochSecond();
  private static final int[] UNITS = {1, 1_000, 1_000_000, 1_000_000_000};

  @Test
  void writesAndReadsWhatInstantsDo() {
    long seed = 20261127;
    Random chance = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      int unit = UNITS[chance.nextInt(UNITS.length)];
      int nanos = chance.nextInt(1_000_000_000) / unit * unit;
      Instant moment = Instant.ofEpochSecond(chance.nextLong(FIRST, LAST), nanos);
      String text = Timestamps.text(moment);
      assertThat(text).as("seed %d, number %d", seed, i).isEqualTo(moment.toString());
      assertThat(Timestamps.parse(text)).as("seed %d, %s", seed, text).isEqualTo(moment);
    }
  }

  @Test
  void writesEveryInstant() {
    assertThat(Timestamps.text(Instant.MIN)).isEqualTo(Instant.MIN.toString());
    assertThat(Timestamps.text(Instant.MAX)).isEqualTo(Instant.MAX.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-02-28T24:00:00Z",
        "2026-12-31T23:59:60Z",
        "2026-01-31T23:59:59.1Z",
        "2026-01-31T23:59:59.123456789Z",
        "2026-01-31T12:30:00+02:00",
        "2026-01-01T00:00:00.Z",
        "2024-02-29T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999Z"
      })
  void readsEveryFormThatInstantsRead(String text) {
    assertThat(Timestamps.parse(text)).isEqualTo(Instant.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Z",
        "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-01-32T00:00:00Z",
        "2026-01-01T25:00:00Z",
        "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:61Z",
        "2026-01-31T12:30Z",
        "2026-01-01T00:00:00.1234567890Z",
        "2026-01-01 00:00:00Z",
        "2026-01-01T00:00:00",
        "2026-01-01T00:0a:00Z",
        "2026-01-01T00:00:00.1a2Z",
        "２０２６-01-01T00:00:00Z"
      })
  void refusesWhatInstantsRefuse(String text) {
    assertThatThrownBy(() -> Instant.parse(text)).isInstanceOf(DateTimeException.class);
    assertThatThrownBy(() -> Timestamps.parse(text)).isInstanceOf(DateTimeException.class);
  }
}
