package io.taskflow.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a reply waits for its next try. */
class BackoffTest {

  private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));

  @Test
  void doublesUpToTheLongestDelay() {
    assertThat(backoff.delay(1, 0.0)).isEqualTo(Duration.ofMillis(100));
    assertThat(backoff.delay(2, 0.0)).isEqualTo(Duration.ofMillis(200));
    assertThat(backoff.delay(7, 0.0)).isEqualTo(Duration.ofMillis(6_400));
    assertThat(backoff.delay(8, 0.0)).isEqualTo(Duration.ofSeconds(10));
    assertThat(backoff.delay(Integer.MAX_VALUE, 0.0)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void leavesOutUpToHalfByChance() {
    assertThat(backoff.delay(1, 1.0)).isEqualTo(Duration.ofMillis(50));
    assertThat(backoff.delay(1, 0.5)).isEqualTo(Duration.ofMillis(75));
  }
}
