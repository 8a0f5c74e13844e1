package io.taskflow.engine.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskflow.engine.machine.FlowEvent.FlowStatusChanged;
import io.taskflow.engine.machine.FlowStatus;
import io.taskflow.protocol.FlowId;
import io.taskflow.protocol.Json;
import io.taskflow.protocol.transport.InMemoryBroker;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.Topology;
import io.taskflow.protocol.transport.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubscriberTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final List<String> ALL = List.of("#");

  private final InMemoryBroker broker = new InMemoryBroker();
  private final Topology topology = Topology.defaults();
  private final Transport transport = broker.connect("test");
  private final List<Long> heard = new CopyOnWriteArrayList<>();
  private final Announcer announcer = new Announcer(topology);
  private Publisher publisher;

  @BeforeEach
  void start() {
    transport.declare(topology.base());
    publisher = transport.publisher("test");
  }

  @AfterEach
  void stop() {
    transport.close();
  }

  private void announce(long... numbers) {
    for (long number : numbers) {
      publisher.publish(
          announcer.announcement(
              new FlowId("f1"),
              "f",
              number,
              new FlowStatusChanged(Instant.EPOCH, FlowStatus.PENDING, FlowStatus.RUNNING, "")),
          outcome -> {});
    }
  }

  private void hear(Notification notification) {
    heard.add(notification.sequence());
  }

  private Subscriber durable(Transport of) {
    return Subscriber.durable(of, topology, "audit", ALL, this::hear);
  }

  private void awaitHeard(Long... numbers) {
    await().atMost(LIMIT).untilAsserted(() -> assertThat(heard).containsExactly(numbers));
  }

  @Test
  void aDurableSubscriptionHearsWhatHappenedWhileNobodyListened() {
    durable(transport).close();
    announce(1, 2);
    try (Subscriber subscriber = durable(transport)) {
      announce(3);
      awaitHeard(1L, 2L, 3L);
      assertThat(subscriber.dropped()).isZero();
    }
  }

  @Test
  void repetitionsAreDroppedAndCounted() {
    try (Subscriber subscriber = durable(transport)) {
      announce(1, 2, 3, 2, 3, 4);
      awaitHeard(1L, 2L, 3L, 4L);
      assertThat(subscriber.dropped()).isEqualTo(2);
    }
  }

  @Test
  void aHandlerThatThrowsIsCalledAgainWithTheSameNotification() {
    AtomicInteger failures = new AtomicInteger();
    try (Subscriber subscriber =
        Subscriber.live(
            transport,
            topology,
            ALL,
            notification -> {
              if (notification.sequence() == 2 && failures.incrementAndGet() <= 2) {
                throw new IllegalStateException("as the test wants");
              }
              hear(notification);
            })) {
      announce(1, 2, 3);
      awaitHeard(1L, 2L, 3L);
      assertThat(failures).hasValue(3);
      assertThat(subscriber.dropped()).isZero();
    }
  }

  @Test
  void whatADeadSubscriberOfTheSameNameLeftBehindIsHeardByTheOther() {
    Transport dying = broker.connect("dying");
    AtomicInteger held = new AtomicInteger();
    Subscriber first = durable(transport);
    Subscriber second =
        Subscriber.durable(
            dying,
            topology,
            "audit",
            ALL,
            notification -> {
              held.incrementAndGet();
              throw new IllegalStateException("not yet");
            });
    announce(1, 2, 3, 4);
    await().atMost(LIMIT).until(() -> held.get() > 0 && heard.size() == 2);
    second.close();
    dying.close();
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(heard).containsExactlyInAnyOrder(1L, 2L, 3L, 4L));
    first.close();
  }

  @Test
  void flowsThatWereHeardLongAgoAreForgotten() {
    HandledNotifications handled = new HandledNotifications(100);
    for (int i = 0; i < 1_000; i++) {
      handled.add(notification("f" + i, 7));
    }
    assertThat(handled.contains(notification("f999", 7))).isTrue();
    assertThat(handled.contains(notification("f999", 6))).isFalse();
    assertThat(handled.contains(notification("f0", 7))).isFalse();
  }

  private static Notification notification(String flow, long number) {
    return new Notification(
        new FlowId(flow), "f", number, "t", Instant.EPOCH, null, null, Json.NULL);
  }
}
