package io.taskflow.protocol.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OwnerThreadTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final List<String> ran = new CopyOnWriteArrayList<>();
  private final OwnerThread owner = new OwnerThread("owner", () -> ran.add("after batch"));

  @Test
  void runsActionsInOrderAndOneLastStepAfterWhatHasArrived() {
    owner.post(() -> ran.add("a"));
    owner.post(() -> ran.add("b"));
    owner.start();
    owner.end(() -> ran.add("last"), LIMIT);
    assertThat(ran).containsSubsequence("a", "b", "last");
    assertThat(ran.getLast()).isEqualTo("after batch");
  }

  @Test
  void goesOnAfterAnActionHasFailedOrLeftItInterrupted() {
    owner.start();
    owner.post(
        () -> {
          throw new IllegalStateException("an action's mistake");
        });
    owner.post(() -> Thread.currentThread().interrupt());
    owner.end(() -> ran.add("last"), LIMIT);
    assertThat(ran).contains("last");
  }

  @Test
  void goesOnAfterAnErrorOfTheVirtualMachine() {
    owner.start();
    owner.post(
        () -> {
          throw new NoClassDefFoundError("a class that is not there");
        });
    owner.end(() -> ran.add("last"), LIMIT);
    assertThat(ran).contains("last");
  }

  @Test
  void canBeEndedFromItself() throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    owner.start();
    owner.post(() -> owner.end(ended::countDown, LIMIT));
    assertThat(ended.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void doesNotWaitForEverForAStuckAction() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch last = new CountDownLatch(1);
    owner.start();
    owner.post(
        () -> {
          try {
            release.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    owner.end(last::countDown, Duration.ofMillis(50));
    assertThat(last.getCount()).isEqualTo(1);
    release.countDown();
    assertThat(last.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }
}
