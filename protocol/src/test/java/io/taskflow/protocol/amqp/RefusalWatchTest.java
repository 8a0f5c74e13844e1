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
}
