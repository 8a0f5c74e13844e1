package io.taskflow.protocol.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));

  @ParameterizedTest(name = "after {0} failures with random {1}: {2} ms")
  @CsvSource({
    "0, 0.0, 0",
    "0, 0.5, 50",
    "1, 0.0, 100",
    "1, 0.5, 150",
    "2, 0.0, 200",
    "4, 0.0, 800",
    "5, 0.0, 1000",
    "5, 0.5, 1500",
    "1000000, 0.5, 1500",
  })
  void doublesUpToTheLongestWithJitter(int failures, double random, long millis) {
    assertThat(BACKOFF.delay(failures, random)).isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void refusesDelaysThatMakeNoSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .withMessageContaining("PT2S");
  }
}
