package io.taskflow.protocol.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How long a channel may refuse messages. */
class RefusalWatchTest {

  private static final long PATIENCE = RefusalWatch.PATIENCE.toNanos();

  private final RefusalWatch watch = new RefusalWatch();

  @Test
  void aChannelMayRefuseForAWhile() {
    assertThat(watch.refused(1_000)).isFalse();
    assertThat(watch.refused(1_000 + PATIENCE - 1)).isFalse();
  }

  @Test
  void aChannelThatGoesOnRefusingIsGivenUp() {
    watch.refused(1_000);
    assertThat(watch.refused(1_000 + PATIENCE)).isTrue();
  }

  @Test
  void aNewChannelHasItsOwnTime() {
    watch.refused(1_000);
    watch.newChannel();
    assertThat(watch.refused(1_000 + PATIENCE)).isFalse();
    assertThat(watch.refused(1_000 + 2 * PATIENCE)).isTrue();
  }

  @Test
  void eachChannelThatDidNotHelpGivesTheNextOneTwiceTheTimeUpToAMinute() {
    assertThat(goOnRefusing(1_000, 1, 2, 4, 8, 16, 20, 20)).isPositive();
  }

  @Test
  void afterAMinuteWithoutARefusalAChannelHasTheUsualTimeAgain() {
    long now = goOnRefusing(1_000, 1, 2, 4, 8, 16, 20);
    watch.newChannel();
    watch.refused(now);
    now += RefusalWatch.MOST_PATIENCE.toNanos();

    assertThat(watch.refused(now)).as("the first one after a while").isFalse();
    assertThat(watch.refused(now + PATIENCE - 1)).isFalse();
    assertThat(watch.refused(now + PATIENCE)).isTrue();
  }

  /** Each channel is refused a message every second. */
  private long goOnRefusing(long from, int... patiences) {
    long now = from;
    for (int factor : patiences) {
      watch.newChannel();
      long end = now + factor * PATIENCE;
      for (; now < end; now += PATIENCE / 3) {
        assertThat(watch.refused(now)).as("times %d", factor).isFalse();
      }
      now = end;
      assertThat(watch.refused(now)).as("times %d", factor).isTrue();
    }
    return now;
  }
}
