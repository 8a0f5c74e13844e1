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
    long now = 1_000;
    for (int factor : new int[] {1, 2, 4, 8, 16, 20, 20}) {
      watch.newChannel();
      watch.refused(now);
      assertThat(watch.refused(now + factor * PATIENCE - 1)).as("times %d", factor).isFalse();
      now += factor * PATIENCE;
      assertThat(watch.refused(now)).as("times %d", factor).isTrue();
    }
  }

  @Test
  void aChannelThatHelpedForAMinuteGivesTheNextOneTheUsualTime() {
    watch.refused(1_000);
    assertThat(watch.refused(1_000 + PATIENCE)).isTrue();
    watch.newChannel();
    long later = 1_000 + PATIENCE + RefusalWatch.MOST_PATIENCE.toNanos();
    watch.refused(later);

    assertThat(watch.refused(later + PATIENCE)).isTrue();
  }
}
