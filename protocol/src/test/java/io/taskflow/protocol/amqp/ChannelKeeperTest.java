package io.taskflow.protocol.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.concurrent.OwnerThread;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A channel whose preparation fails in unexpected ways. */
class ChannelKeeperTest {

  private final OwnerThread owner = new OwnerThread("owner", helping -> false);
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void stop() {
    owner.end(() -> {}, Duration.ofSeconds(60));
    timer.shutdownNow();
  }

  @Test
  void triesAgainWhateverThePreparationThrows() throws InterruptedException {
    AtomicInteger attempts = new AtomicInteger();
    CountDownLatch prepared = new CountDownLatch(1);
    ChannelKeeper keeper =
        new ChannelKeeper(
            "keeper",
            (connection, channel, epoch, again) -> {
              switch (attempts.incrementAndGet()) {
                case 1 -> throw new IllegalStateException("a listener's mistake");
                case 2 -> throw new NoClassDefFoundError("a class that is not there");
                default -> prepared.countDown();
              }
            },
            owner,
            timer);
    owner.start();
    owner.post(() -> keeper.connectionUp(new ScriptedChannels().connect()));
    assertThat(prepared.await(60, TimeUnit.SECONDS)).isTrue();
  }
}
