package io.taskflow.protocol.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class OwnerThreadTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final List<String> ran = new CopyOnWriteArrayList<>();
  private final OwnerThread owner = new OwnerThread("owner", this::afterBatch);

  /** Whether a helper leaves something to the owner's thread. */
  private volatile boolean leaves;

  private boolean afterBatch(boolean helping) {
    ran.add("after batch");
    return helping && leaves;
  }

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
          awaitUninterruptibly(release);
        });
    owner.end(last::countDown, Duration.ofMillis(50));
    assertThat(last.getCount()).isEqualTo(1);
    release.countDown();
    assertThat(last.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whoHelpsRunsWhatIsQuickAtOnce() {
    AtomicReference<Thread> by = new AtomicReference<>();
    owner.hand(() -> by.set(Thread.currentThread()));
    owner.help();
    assertThat(by.get()).isSameAs(Thread.currentThread());
    assertThat(ran).containsExactly("after batch");
  }

  @Test
  void whatIsNotQuickAndAllThatFollowsItIsLeftToTheThread() {
    List<Thread> by = new CopyOnWriteArrayList<>();
    owner.post(() -> by.add(Thread.currentThread()));
    owner.hand(() -> by.add(Thread.currentThread()));
    owner.help();
    assertThat(by).isEmpty();
    owner.start();
    owner.end(() -> {}, LIMIT);
    assertThat(by).hasSize(2).doesNotContain(Thread.currentThread());
  }

  @Test
  void whatAHelperLeavesIsDoneByTheThread() {
    leaves = true;
    owner.hand(() -> {});
    owner.help();
    owner.start();
    await().atMost(LIMIT).until(() -> ran.equals(List.of("after batch", "after batch")));
    owner.end(() -> {}, LIMIT);
  }

  @Test
  void whatIsHandedWhileAnotherThreadIsAtItIsNotLost() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    owner.start();
    owner.post(
        () -> {
          begun.countDown();
          awaitUninterruptibly(release);
        });
    begun.await();
    owner.hand(() -> ran.add("handed"));
    owner.help();
    assertThat(ran).isEmpty();
    release.countDown();
    await().atMost(LIMIT).until(() -> ran.contains("handed"));
    owner.end(() -> {}, LIMIT);
  }

  @Test
  void anActionThatHandsOverAnotherOneComesToItsEndFirst() {
    owner.hand(
        () -> {
          owner.hand(() -> ran.add("inner"));
          owner.help();
          ran.add("outer");
        });
    owner.help();
    assertThat(ran).startsWith("outer", "inner");
  }

  @Test
  void whatABatchHandsToAnotherOwnerIsABatchToo() {
    OwnerThread other = new OwnerThread("other", helping -> ran.add("after other's batch"));
    for (int i = 1; i <= 3; i++) {
      String number = "other's " + i;
      owner.hand(
          () -> {
            other.hand(() -> ran.add(number));
            other.help();
          });
    }
    owner.help();
    assertThat(ran)
        .startsWith("after batch", "other's 1", "other's 2", "other's 3", "after other's batch");
  }

  @Test
  void whoIsHelpedTogetherHandsOverTogether() {
    OwnerThread second = new OwnerThread("second", helping -> false);
    OwnerThread third =
        new OwnerThread(
            "third",
            helping -> {
              ran.add("after third's batch");
              return false;
            });
    for (OwnerThread each : List.of(owner, second)) {
      each.hand(
          () -> {
            third.hand(() -> ran.add("third's"));
            third.help();
          });
    }
    OwnerThread.help(List.of(owner, second));
    assertThat(ran).containsExactly("after batch", "third's", "third's", "after third's batch");
  }

  @Test
  void ownersThatHandSomethingToEachOtherForEverDontKeepTheirHelper() {
    OwnerThread other = new OwnerThread("other", helping -> false);
    AtomicInteger rounds = new AtomicInteger();
    handToAndFro(owner, other, rounds);
    owner.help();
    assertThat(rounds.get()).isBetween(2, 1_000);
  }

  private static void handToAndFro(OwnerThread one, OwnerThread other, AtomicInteger rounds) {
    one.hand(
        () -> {
          rounds.incrementAndGet();
          handToAndFro(other, one, rounds);
          other.help();
        });
  }

  @Test
  void whatIsHandedWhileSomebodyHelpsIsDoneByThatOne() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    AtomicReference<Thread> by = new AtomicReference<>();
    Thread helper = helperWhoIsAtItUntil(release);
    owner.hand(() -> by.set(Thread.currentThread()));
    owner.help();
    assertThat(by.get()).isNull();
    release.countDown();
    helper.join();
    assertThat(by.get()).isSameAs(helper);
  }

  @Test
  void whatIsPostedWhileSomebodyHelpsIsDoneByTheThread() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    owner.start();
    Thread helper = helperWhoIsAtItUntil(release);
    owner.post(() -> ran.add("posted"));
    release.countDown();
    helper.join();
    await().atMost(LIMIT).until(() -> ran.contains("posted"));
    owner.end(() -> {}, LIMIT);
  }

  @Test
  void whoHelpsIsAsInterruptedAfterItAsBefore() {
    owner.hand(() -> ran.add("interrupted: " + Thread.currentThread().isInterrupted()));
    Thread.currentThread().interrupt();
    owner.help();
    assertThat(Thread.interrupted()).isTrue();
    owner.hand(() -> Thread.currentThread().interrupt());
    owner.help();
    assertThat(Thread.interrupted()).isFalse();
    assertThat(ran).startsWith("interrupted: false");
  }

  @Test
  void virtualThreadsLeaveEverythingToTheThread() throws InterruptedException {
    AtomicReference<Thread> by = new AtomicReference<>();
    Thread virtual =
        Thread.ofVirtual()
            .start(
                () -> {
                  owner.hand(() -> by.set(Thread.currentThread()));
                  owner.help();
                });
    virtual.join();
    assertThat(by.get()).isNull();
    owner.start();
    owner.end(() -> {}, LIMIT);
    assertThat(by.get()).isNotNull().isNotSameAs(virtual);
  }

  @Test
  void nothingIsLostOrRunTwiceOrTogetherHoweverManyHandOverAndHelp() throws InterruptedException {
    int each = 20_000;
    int senders = 4;
    int[] last = new int[senders];
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger wrong = new AtomicInteger();
    owner.start();
    List<Thread> threads = new ArrayList<>();
    for (int s = 0; s < senders; s++) {
      int sender = s;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 1; i <= each; i++) {
                      int number = i;
                      Runnable action =
                          () -> {
                            boolean alone = inside.incrementAndGet() == 1;
                            wrong.addAndGet(alone && last[sender] == number - 1 ? 0 : 1);
                            last[sender] = number;
                            inside.decrementAndGet();
                          };
                      if (i % 7 == sender) {
                        owner.post(action);
                      } else {
                        owner.hand(action);
                        owner.help();
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    owner.end(() -> {}, LIMIT);
    assertThat(wrong).hasValue(0);
    assertThat(last).containsOnly(each);
  }

  private Thread helperWhoIsAtItUntil(CountDownLatch release) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    Thread helper =
        Thread.ofPlatform()
            .start(
                () -> {
                  owner.hand(
                      () -> {
                        begun.countDown();
                        awaitUninterruptibly(release);
                      });
                  owner.help();
                });
    begun.await();
    return helper;
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
