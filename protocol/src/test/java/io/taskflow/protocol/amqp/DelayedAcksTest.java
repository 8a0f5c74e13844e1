package io.taskflow.protocol.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import io.taskflow.protocol.concurrent.OwnerThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the broker is told what; time passes when the test says so. */
class DelayedAcksTest {

  private final List<String> told = new CopyOnWriteArrayList<>();
  private final Queue<Runnable> timers = new ConcurrentLinkedQueue<>();
  private final OwnerThread owner = new OwnerThread("owner", this::tellIfDue);
  private boolean closing;
  private DelayedAcks acks = acks(100);

  @BeforeEach
  void start() {
    owner.start();
  }

  @AfterEach
  void stop() {
    owner.end(() -> {}, Duration.ofSeconds(60));
  }

  @Test
  void tellsOfAllThatHaveComeWhenTheTimeOfTheFirstIsOver() {
    deliver(3);
    acks.acknowledge(1);
    acks.acknowledge(2);
    acks.acknowledge(3);
    settleOwner();
    assertThat(told).isEmpty();

    passTime();

    await().untilAsserted(() -> assertThat(told).containsExactly("ack 3 and before"));
    assertThat(timers).isEmpty();
  }

  @Test
  void waitsAnewForTheNextOnes() {
    deliver(2);
    acks.acknowledge(1);
    passTime();
    await().untilAsserted(() -> assertThat(told).hasSize(1));

    acks.acknowledge(2);
    settleOwner();
    assertThat(told).hasSize(1);
    passTime();

    await().untilAsserted(() -> assertThat(told).containsExactly("ack 1", "ack 2"));
  }

  @Test
  void tellsAtOnceWhenAQuarterOfThePrefetchWaits() {
    deliver(25);
    LongStream.rangeClosed(1, 24).forEach(acks::acknowledge);
    settleOwner();
    assertThat(told).isEmpty();

    acks.acknowledge(25);

    await().untilAsserted(() -> assertThat(told).containsExactly("ack 25 and before"));
  }

  @Test
  void doesNotWaitWhenTheBrokerSendsNothingMoreBeforeItIsTold() {
    acks = acks(16);
    deliver(16);

    acks.acknowledge(1);

    await().untilAsserted(() -> assertThat(told).containsExactly("ack 1"));
  }

  @Test
  void waitsNoLongerWhenTheLastDeliveryComesThatTheBrokerMaySend() {
    acks = acks(16);
    deliver(15);
    acks.acknowledge(1);
    settleOwner();
    assertThat(told).isEmpty();

    deliver(1);

    await().untilAsserted(() -> assertThat(told).containsExactly("ack 1"));
  }

  @Test
  void waitsAgainWhenTheBrokerHasBeenToldOfMany() {
    acks = acks(16);
    deliver(16);
    LongStream.rangeClosed(1, 15).forEach(acks::acknowledge);
    acks.requeue(16);
    await().untilAsserted(() -> assertThat(told).contains("requeue 16"));
    settleOwner();
    told.clear();
    deliver(1);

    acks.acknowledge(17);

    settleOwner();
    assertThat(told).isEmpty();
  }

  @Test
  void aTimerOfThoseThatHaveBeenToldLeavesTheNextOnesInPeace() {
    deliver(30);
    LongStream.rangeClosed(1, 25).forEach(acks::acknowledge);
    await().untilAsserted(() -> assertThat(told).hasSize(1));
    assertThat(timers).hasSize(1);
    acks.acknowledge(26);
    assertThat(timers).hasSize(2);

    timers.remove().run();

    settleOwner();
    assertThat(told).hasSize(1);
  }

  @Test
  void doesNotWaitWithAPrefetchOfOne() {
    acks = acks(1);
    deliver(1);
    acks.acknowledge(1);
    await().untilAsserted(() -> assertThat(told).containsExactly("ack 1"));
    deliver(1);
    acks.acknowledge(2);
    await().untilAsserted(() -> assertThat(told).containsExactly("ack 1", "ack 2"));
    assertThat(timers).isEmpty();
  }

  @Test
  void givesBackAtOnceAndTellsTheOthersThen() {
    deliver(3);
    acks.acknowledge(1);
    acks.acknowledge(3);

    acks.requeue(2);

    await().untilAsserted(() -> assertThat(told).containsExactly("requeue 2", "ack 3 and before"));
  }

  /** What is handed over between the owner's look and its count must not be forgotten. */
  @Test
  void setsATimerForThoseThatCameWhileItTold() {
    deliver(2);
    acks.acknowledge(1);
    timers.clear();
    CountDownLatch done = new CountDownLatch(1);
    owner.post(
        () -> {
          acks.acknowledge(2);
          tell();
          done.countDown();
        });
    await().until(() -> done.getCount() == 0);
    settleOwner();
    assertThat(told).containsExactly("ack 1");

    passTime();

    await().untilAsserted(() -> assertThat(told).containsExactly("ack 1", "ack 2"));
  }

  @Test
  void tellsAtOnceWhenNoTimerCanBeSetAnyMore() {
    closing = true;
    deliver(1);

    acks.acknowledge(1);

    await().untilAsserted(() -> assertThat(told).containsExactly("ack 1"));
  }

  private DelayedAcks acks(int prefetch) {
    return new DelayedAcks(prefetch, owner, timer());
  }

  private void deliver(int count) {
    for (int i = 0; i < count; i++) {
      acks.delivered();
    }
  }

  private boolean tellIfDue(boolean helping) {
    if (acks.due() && !helping) {
      tell();
    }
    return helping && acks.due();
  }

  private void tell() {
    try {
      acks.tell(channel());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void passTime() {
    for (Runnable timer = timers.poll(); timer != null; timer = timers.poll()) {
      timer.run();
    }
  }

  /** Returns when the owner has run everything handed over so far, and told what was due. */
  private void settleOwner() {
    passThroughOwner();
    passThroughOwner();
  }

  private void passThroughOwner() {
    CountDownLatch done = new CountDownLatch(1);
    owner.post(done::countDown);
    await().until(() -> done.getCount() == 0);
  }

  private Channel channel() {
    return proxy(
        Channel.class,
        (method, arguments) ->
            told.add(
                switch (method) {
                  case "basicAck" ->
                      "ack " + arguments[0] + ((boolean) arguments[1] ? " and before" : "");
                  case "basicNack" -> "requeue " + arguments[0];
                  default -> method;
                }));
  }

  private ScheduledExecutorService timer() {
    return proxy(
        ScheduledExecutorService.class,
        (method, arguments) -> {
          if (closing) {
            throw new RejectedExecutionException("closed");
          }
          timers.add((Runnable) arguments[0]);
        });
  }

  @FunctionalInterface
  private interface Call {
    void made(String method, Object[] arguments);
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              call.made(method.getName(), arguments);
              return null;
            }));
  }
}
