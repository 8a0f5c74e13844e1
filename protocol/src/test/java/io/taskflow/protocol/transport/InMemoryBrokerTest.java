package io.taskflow.protocol.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.transport.Declaration.Binding;
import io.taskflow.protocol.transport.Declaration.Exchange;
import io.taskflow.protocol.transport.Declaration.ExchangeKind;
import io.taskflow.protocol.transport.Declaration.Queue;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What only the in-memory broker offers; its promises as a transport are tested by the contract.
 */
class InMemoryBrokerTest {

  private static final List<Declaration> DECLARATIONS =
      List.of(
          new Exchange("x", ExchangeKind.DIRECT),
          new Queue("q", QueueKind.QUORUM, List.of(new Binding("x", "k")), null, null));

  private final InMemoryBroker broker = new InMemoryBroker();
  private final Transport sender = broker.connect("sender");
  private final Transport receiver = broker.connect("receiver");

  @AfterEach
  void close() {
    sender.close();
    receiver.close();
  }

  @Test
  void publishesAfterTheBrokerHasComeBack() {
    receiver.declare(DECLARATIONS);
    broker.stop();
    assertThat(sender.state()).isEqualTo(LinkState.DOWN);
    List<PublishOutcome> outcomes = new CopyOnWriteArrayList<>();
    Publisher publisher = sender.publisher("p");
    publisher.publish(message("1"), outcomes::add);
    assertThat(publisher.pending()).isEqualTo(1);

    broker.start();

    await().until(() -> outcomes.equals(List.of(PublishOutcome.CONFIRMED)));
    assertThat(broker.queueLength("q")).isEqualTo(1);
    assertThat(sender.statistics().recoveries()).isEqualTo(1);
    assertThat(publisher.pending()).isZero();
  }

  @Test
  void takesNoMessagesWhileBlockedButGoesOnDelivering() {
    List<LinkState> states = new CopyOnWriteArrayList<>();
    sender.onStateChange((state, reason) -> states.add(state));
    receiver.declare(DECLARATIONS);
    broker.block("disk full");
    List<PublishOutcome> outcomes = new CopyOnWriteArrayList<>();
    sender.publisher("p").publish(message("1"), outcomes::add);
    assertThat(sender.state()).isEqualTo(LinkState.BLOCKED);
    assertThat(sender.statistics().blockedSince()).isNotNull();
    assertThat(outcomes).isEmpty();

    broker.unblock();

    await().until(() -> outcomes.equals(List.of(PublishOutcome.CONFIRMED)));
    assertThat(sender.statistics().blockedSince()).isNull();
    await().until(() -> states.equals(List.of(LinkState.BLOCKED, LinkState.UP)));
  }

  @Test
  void refusesWhatIsPublishedToAFullQueue() {
    InMemoryBroker small = new InMemoryBroker(2);
    Transport transport = small.connect("t");
    transport.declare(DECLARATIONS);
    List<PublishOutcome> outcomes = new CopyOnWriteArrayList<>();
    Publisher publisher = transport.publisher("p");
    for (int i = 0; i < 3; i++) {
      publisher.publish(message("m" + i), outcomes::add);
    }
    await()
        .until(
            () ->
                outcomes.equals(
                    List.of(
                        PublishOutcome.CONFIRMED,
                        PublishOutcome.CONFIRMED,
                        PublishOutcome.REFUSED)));
    transport.close();
  }

  @Test
  void showsEveryMessageToObservers() {
    List<String> seen = new CopyOnWriteArrayList<>();
    broker.observe(message -> seen.add(message.messageId()));
    sender.declare(DECLARATIONS);
    Publisher publisher = sender.publisher("p");
    publisher.publish(message("1"), outcome -> {});
    publisher.publish(message("2"), outcome -> {});
    await().until(() -> seen.equals(List.of("1", "2")));
  }

  @Test
  void makesADeletedQueueAnewForWhoeverDeclaredIt() {
    receiver.declare(DECLARATIONS);
    List<String> received = new CopyOnWriteArrayList<>();
    Consumer consumer =
        receiver.consume(
            "q",
            1,
            delivery -> {
              received.add(delivery.messageId());
              delivery.ack();
            });
    assertThat(broker.deleteQueue("q")).isTrue();
    assertThat(broker.queueNames()).containsExactly("q");
    assertThat(consumer.restarts()).isEqualTo(1);
    sender.publisher("p").publish(message("1"), outcome -> {});
    await().until(() -> received.equals(List.of("1")));
    assertThat(broker.deleteQueue("other")).isFalse();
  }

  @Test
  void losesNothingWhileConnectionsAreCutAgainAndAgain() throws InterruptedException {
    int count = 20_000;
    receiver.declare(DECLARATIONS);
    Set<String> received = ConcurrentHashMap.newKeySet();
    receiver.consume(
        "q",
        100,
        delivery -> {
          received.add(delivery.messageId());
          delivery.ack();
        });
    CountDownLatch confirmed = new CountDownLatch(count);
    Publisher publisher = sender.publisher("p");
    for (int i = 0; i < count; i++) {
      publisher.publish(message(Integer.toString(i)), outcome -> confirmed.countDown());
      if (i % 1000 == 0) {
        broker.disconnectAll();
      }
    }
    assertThat(confirmed.await(60, TimeUnit.SECONDS)).isTrue();
    await().until(() -> received.size() == count);
    await().until(() -> broker.unacknowledged("q") == 0);
  }

  @Test
  void carriesManyMessagesFromManyThreadsAndKeepsEachThreadsOrder() throws InterruptedException {
    int threads = 4;
    int each = 25_000;
    receiver.declare(DECLARATIONS);
    ConcurrentLinkedQueue<String> received = new ConcurrentLinkedQueue<>();
    CountDownLatch all = new CountDownLatch(threads * each);
    receiver.consume(
        "q",
        1000,
        delivery -> {
          received.add(delivery.messageId());
          delivery.ack();
          all.countDown();
        });
    Publisher publisher = sender.publisher("p");
    for (int t = 0; t < threads; t++) {
      int thread = t;
      Thread.ofVirtual()
          .start(
              () -> {
                for (int i = 0; i < each; i++) {
                  publisher.publish(message(thread + "-" + i), outcome -> {});
                }
              });
    }
    assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
    for (int t = 0; t < threads; t++) {
      String prefix = t + "-";
      List<String> ofThread = new ArrayList<>(received);
      ofThread.removeIf(id -> !id.startsWith(prefix));
      assertThat(ofThread).isEqualTo(IntStream.range(0, each).mapToObj(i -> prefix + i).toList());
    }
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }

  private static OutgoingMessage message(String id) {
    return new OutgoingMessage(
        "x",
        "k",
        id.getBytes(StandardCharsets.UTF_8),
        "test",
        id,
        null,
        "text/plain",
        true,
        true,
        null,
        Map.of());
  }
}
