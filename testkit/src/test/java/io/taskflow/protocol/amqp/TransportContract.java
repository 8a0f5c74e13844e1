package io.taskflow.protocol.amqp;

import static io.taskflow.protocol.amqp.Messages.message;
import static io.taskflow.protocol.amqp.Messages.toQueue;
import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskflow.protocol.transport.Consumer;
import io.taskflow.protocol.transport.Declaration;
import io.taskflow.protocol.transport.Declaration.Binding;
import io.taskflow.protocol.transport.Declaration.DeadLetter;
import io.taskflow.protocol.transport.Declaration.Exchange;
import io.taskflow.protocol.transport.Declaration.ExchangeKind;
import io.taskflow.protocol.transport.Declaration.Queue;
import io.taskflow.protocol.transport.Declaration.QueueKind;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.OutgoingMessage;
import io.taskflow.protocol.transport.PublishOutcome;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.protocol.transport.TransportException;
import io.taskflow.worker.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What every transport promises, whatever the broker and the kind of its queues. */
abstract class TransportContract {

  /** Long enough for a broker to deliver what it should not. */
  private static final Duration QUIET = Duration.ofMillis(300);

  private final List<Transport> opened = new ArrayList<>();
  private final Outcomes outcomes = new Outcomes();
  private final Inbox inbox = new Inbox();
  private String queue = "";
  private Transport transport;

  /** Opens one more connection to the same broker. */
  abstract Transport connect(String name);

  /** How the durable queues of the tests keep their messages. */
  abstract QueueKind queueKind();

  /** Deletes a queue from outside. */
  abstract void deleteQueue(String name);

  @BeforeEach
  void openTransport(TestInfo test) {
    queue = test.getTestMethod().orElseThrow().getName();
    transport = open("first");
  }

  @AfterEach
  void closeTransports() {
    opened.forEach(Transport::close);
  }

  /** Opens a connection that is closed after the test. */
  final Transport open(String name) {
    Transport more = connect(name);
    opened.add(more);
    return more;
  }

  /** The name of this test's queue. */
  final String queue() {
    return queue;
  }

  /** This test's first connection. */
  final Transport transport() {
    return transport;
  }

  final Outcomes outcomes() {
    return outcomes;
  }

  final Inbox inbox() {
    return inbox;
  }

  final Queue plainQueue() {
    return new Queue(queue, queueKind(), List.of(), null, null);
  }

  /** Declares this test's queue and puts messages with the ids 0, 1, … into it. */
  final Publisher fill(int count) {
    transport.declare(List.of(plainQueue()));
    Publisher publisher = transport.publisher("filler");
    Messages.ids(count).forEach(id -> outcomes.publish(publisher, toQueue(queue, id)));
    await().until(() -> outcomes.count(PublishOutcome.CONFIRMED) == count);
    return publisher;
  }

  @Test
  void isUpWhenConnected() {
    assertThat(transport.state()).isEqualTo(LinkState.UP);
  }

  @Test
  void confirmsWhatAQueueHasTaken() {
    Publisher publisher = fill(1);
    assertThat(outcomes.of("0")).containsExactly(PublishOutcome.CONFIRMED);
    assertThat(publisher.pending()).isZero();
    assertThat(transport.statistics().confirmed()).isEqualTo(1);
  }

  @Test
  void deliversInTheOrderOfPublishing() {
    fill(2000);
    transport.consume(queue, 5000, inbox);
    assertThat(Inbox.ids(inbox.next(2000))).isEqualTo(Messages.ids(2000));
  }

  @Test
  void carriesEveryPropertyOfAMessage() {
    transport.declare(
        List.of(
            new Exchange(queue + ".x", ExchangeKind.DIRECT),
            new Queue(
                queue, queueKind(), List.of(new Binding(queue + ".x", "the key")), null, null)));
    byte[] body = {0, 1, -1};
    outcomes.publish(
        transport.publisher("p"),
        new OutgoingMessage(
            queue + ".x",
            "the key",
            body,
            "the-type",
            "the id",
            "the flow",
            "application/json",
            true,
            true,
            5,
            Map.of("traceparent", "00-é")));
    transport.consume(queue, 1, inbox);
    Delivery delivery = inbox.next();
    assertThat(delivery.body()).isEqualTo(body);
    assertThat(delivery.type()).isEqualTo("the-type");
    assertThat(delivery.messageId()).isEqualTo("the id");
    assertThat(delivery.correlationId()).isEqualTo("the flow");
    assertThat(delivery.routingKey()).isEqualTo("the key");
    assertThat(delivery.headers()).containsEntry("traceparent", "00-é");
    assertThat(delivery.redelivered()).isFalse();
    assertThat(delivery.priorDeliveries()).isZero();
  }

  @Test
  void carriesEmptyAndLargeBodies() {
    transport.declare(List.of(plainQueue()));
    Publisher publisher = transport.publisher("p");
    byte[] large = new byte[3_000_000];
    large[large.length - 1] = 42;
    outcomes.publish(publisher, message("", queue, "empty", true, new byte[0]));
    outcomes.publish(publisher, message("", queue, "large", true, large));
    transport.consume(queue, 10, inbox);
    assertThat(inbox.next().body()).isEmpty();
    assertThat(inbox.next().body()).isEqualTo(large);
  }

  @Test
  void returnsAMandatoryMessageForWhichThereIsNoQueue() {
    Publisher publisher = transport.publisher("p");
    outcomes.publish(publisher, toQueue("no such queue", "lost"));
    await().until(() -> outcomes.count() == 1);
    assertThat(outcomes.of("lost")).containsExactly(PublishOutcome.RETURNED);
    assertThat(transport.statistics().returned()).isEqualTo(1);
  }

  @Test
  void confirmsAMessageThatNobodyWantsIfItIsNotMandatory() {
    outcomes.publish(transport.publisher("p"), message("", "no such queue", "dropped", false));
    await().until(() -> outcomes.of("dropped").equals(List.of(PublishOutcome.CONFIRMED)));
  }

  @Test
  void returnsExactlyTheMessagesThatHaveNoQueue() {
    transport.declare(List.of(plainQueue()));
    Publisher publisher = transport.publisher("p");
    int count = 600;
    for (String id : Messages.ids(count)) {
      boolean routable = Integer.parseInt(id) % 3 != 0;
      outcomes.publish(publisher, toQueue(routable ? queue : "no such queue", id));
    }
    await().until(() -> outcomes.count() == count);
    for (String id : Messages.ids(count)) {
      boolean routable = Integer.parseInt(id) % 3 != 0;
      assertThat(outcomes.of(id))
          .as("message %s", id)
          .containsExactly(routable ? PublishOutcome.CONFIRMED : PublishOutcome.RETURNED);
    }
  }

  @Test
  void refusesAMessageForAnExchangeThatIsNotThereAndGoesOn() {
    transport.declare(List.of(plainQueue()));
    Publisher publisher = transport.publisher("p");
    for (String id : Messages.ids(50)) {
      boolean bad = id.equals("20") || id.equals("30");
      outcomes.publish(
          publisher, bad ? message("no such exchange", "k", id, true) : toQueue(queue, id));
    }
    await().until(() -> outcomes.count() == 50);
    assertThat(outcomes.of("20")).containsExactly(PublishOutcome.REFUSED);
    assertThat(outcomes.of("30")).containsExactly(PublishOutcome.REFUSED);
    assertThat(outcomes.count(PublishOutcome.CONFIRMED)).isEqualTo(48);
    assertThat(transport.statistics().refused()).isEqualTo(2);
  }

  @Test
  void publishesOnAfterAListenerHasFailed() {
    transport.declare(List.of(plainQueue()));
    Publisher publisher = transport.publisher("p");
    publisher.publish(
        toQueue(queue, "0"),
        outcome -> {
          throw new IllegalStateException("a listener's mistake");
        });
    publisher.publish(
        toQueue(queue, "1"),
        outcome -> {
          throw new NoClassDefFoundError("a listener's missing class");
        });
    outcomes.publish(publisher, toQueue(queue, "2"));
    await().until(() -> outcomes.of("2").equals(List.of(PublishOutcome.CONFIRMED)));
  }

  @Test
  void refusesToPublishAfterClose() {
    Publisher publisher = transport.publisher("p");
    publisher.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> outcomes.publish(publisher, toQueue(queue, "0")))
        .withMessageContaining("closed");
  }

  @Test
  void doesNotDeliverAgainWhatWasAcknowledged() {
    fill(10);
    Consumer consumer = transport.consume(queue, 10, inbox);
    List<Delivery> deliveries = inbox.next(10);
    deliveries.subList(0, 9).forEach(Delivery::ack);
    consumer.close();
    transport.consume(queue, 10, inbox);
    assertThat(inbox.next().messageId()).isEqualTo("9");
    await().during(QUIET).until(() -> inbox.size() == 0);
  }

  @Test
  void acknowledgesInAnyOrderFromAnyThread() {
    fill(500);
    Consumer consumer = transport.consume(queue, 500, inbox);
    List<Delivery> deliveries = new ArrayList<>(inbox.next(500));
    Delivery kept = deliveries.remove(0);
    AtomicInteger acknowledged = new AtomicInteger();
    for (Delivery delivery : deliveries.reversed()) {
      Thread.ofVirtual()
          .start(
              () -> {
                delivery.ack();
                acknowledged.incrementAndGet();
              });
    }
    await().until(() -> acknowledged.get() == 499);
    consumer.close();
    transport.consume(queue, 500, inbox);
    assertThat(inbox.next().messageId()).isEqualTo(kept.messageId());
    await().during(QUIET).until(() -> inbox.size() == 0);
  }

  @Test
  void deliversAgainWhatWasGivenBack() {
    fill(1);
    transport.consume(queue, 10, inbox);
    Delivery first = inbox.next();
    assertThat(first.redelivered()).isFalse();
    first.requeue();
    Delivery second = inbox.next();
    assertThat(second.messageId()).isEqualTo("0");
    assertThat(second.redelivered()).isTrue();
    assertThat(second.priorDeliveries()).isEqualTo(1);
    second.ack();
    await().during(QUIET).until(() -> inbox.size() == 0);
  }

  @Test
  void countsOnlyTheFirstSettlementOfADelivery() {
    fill(1);
    transport.consume(queue, 10, inbox);
    Delivery delivery = inbox.next();
    delivery.ack();
    delivery.requeue();
    delivery.ack();
    await().during(QUIET).until(() -> inbox.size() == 0);
  }

  @Test
  void givesBackADeliveryOnWhichTheHandlerFails() {
    fill(1);
    AtomicInteger calls = new AtomicInteger();
    transport.consume(
        queue,
        10,
        delivery -> {
          switch (calls.incrementAndGet()) {
            case 1 -> throw new IllegalStateException("a handler's mistake");
            case 2 -> throw new NoClassDefFoundError("a handler's missing class");
            default -> delivery.ack();
          }
        });
    await().until(() -> calls.get() == 3);
  }

  @Test
  void goesOnAfterAHandlerHasLeftItsThreadInterrupted() {
    fill(3);
    transport.consume(
        queue,
        1,
        delivery -> {
          inbox.handle(delivery);
          delivery.ack();
          Thread.currentThread().interrupt();
        });
    assertThat(Inbox.ids(inbox.next(3))).containsExactly("0", "1", "2");
  }

  @Test
  void deliversAgainInOrderWhatAClosedConsumerHeld() {
    fill(20);
    Consumer consumer = transport.consume(queue, 10, inbox);
    inbox.next(10);
    consumer.close();
    Inbox second = new Inbox();
    transport.consume(queue, 20, second);
    List<Delivery> again = second.next(20);
    assertThat(Inbox.ids(again)).isEqualTo(Messages.ids(20));
    assertThat(again.subList(0, 10)).allMatch(Delivery::redelivered);
    assertThat(again.subList(10, 20)).noneMatch(Delivery::redelivered);
  }

  @Test
  void deliversToOthersWhatAClosedConnectionHeld() {
    fill(5);
    Transport other = open("second");
    other.consume(queue, 10, inbox);
    List<Delivery> held = inbox.next(5);
    other.close();
    Inbox second = new Inbox();
    transport.consume(queue, 10, second);
    assertThat(Inbox.ids(second.next(5))).isEqualTo(Messages.ids(5));
    held.forEach(Delivery::ack);
    assertThat(other.state()).isEqualTo(LinkState.CLOSED);
  }

  @Test
  void w15AConsumerHoldsNoMoreThanItsPrefetch() {
    fill(10);
    transport.consume(queue, 3, inbox);
    List<Delivery> first = inbox.next(3);
    await().during(QUIET).until(() -> inbox.size() == 0);
    first.get(1).ack();
    assertThat(inbox.next().messageId()).isEqualTo("3");
    await().during(QUIET).until(() -> inbox.size() == 0);
  }

  @Test
  void letsTwoConsumersShareAQueue() {
    transport.declare(List.of(plainQueue()));
    Inbox second = new Inbox();
    transport.consume(queue, 100, inbox);
    open("second").consume(queue, 100, second);
    Publisher publisher = transport.publisher("p");
    await()
        .until(
            () -> {
              // Until both are there: one message at a time.
              outcomes.publish(publisher, toQueue(queue, "warm-up"));
              return inbox.size() > 0 && second.size() > 0;
            });
    int before = inbox.size() + second.size();
    Messages.ids(40).forEach(id -> outcomes.publish(publisher, toQueue(queue, id)));
    await().until(() -> inbox.size() + second.size() >= before + 40);
    assertThat(inbox.size()).isGreaterThanOrEqualTo(15);
    assertThat(second.size()).isGreaterThanOrEqualTo(15);
  }

  @Test
  void routesByTopicPatterns() {
    String exchange = queue + ".x";
    String all = queue + ".all";
    transport.declare(
        List.of(
            new Exchange(exchange, ExchangeKind.TOPIC),
            new Queue(
                queue,
                queueKind(),
                List.of(new Binding(exchange, "flow.*.SUCCESS"), new Binding(exchange, "task.#")),
                null,
                null),
            new Queue(all, queueKind(), List.of(new Binding(exchange, "#")), null, null)));
    Publisher publisher = transport.publisher("p");
    List<String> keys =
        List.of("flow.a.SUCCESS", "flow.a.b.SUCCESS", "flow.a.FAILURE", "task", "task.a.b.c");
    keys.forEach(key -> outcomes.publish(publisher, message(exchange, key, key, false)));
    transport.consume(queue, 10, inbox);
    Inbox second = new Inbox();
    transport.consume(all, 10, second);
    assertThat(Inbox.ids(inbox.next(3))).containsExactly("flow.a.SUCCESS", "task", "task.a.b.c");
    assertThat(Inbox.ids(second.next(5))).isEqualTo(keys);
  }

  @Test
  void keepsAnExclusiveQueueToItsConnection() {
    Queue exclusive = new Queue(queue, QueueKind.EXCLUSIVE, List.of(), null, null);
    transport.declare(List.of(exclusive));
    Transport other = open("second");
    assertThatThrownBy(() -> other.declare(List.of(exclusive)))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining(queue);
    transport.consume(queue, 10, inbox);
    outcomes.publish(transport.publisher("p"), toQueue(queue, "0"));
    assertThat(inbox.next().messageId()).isEqualTo("0");

    transport.close();

    await()
        .untilAsserted(
            () -> {
              Outcomes after = new Outcomes();
              try (Publisher publisher = other.publisher("q")) {
                after.publish(publisher, toQueue(queue, "1"));
                await().until(() -> after.count() == 1);
              }
              assertThat(after.of("1")).containsExactly(PublishOutcome.RETURNED);
            });
  }

  @Test
  void declaresTheSameTwiceWithoutHarm() {
    Exchange exchange = new Exchange(queue + ".x", ExchangeKind.DIRECT);
    Declaration bound =
        new Queue(queue, queueKind(), List.of(new Binding(exchange.name(), "k")), null, null);
    transport.declare(List.of(exchange, bound));
    transport.declare(List.of(exchange, bound));
    open("second").declare(List.of(exchange, bound));
    outcomes.publish(transport.publisher("p"), message(exchange.name(), "k", "0", true));
    transport.consume(queue, 10, inbox);
    inbox.next();
    await().during(QUIET).until(() -> inbox.size() == 0);
  }

  @Test
  void refusesToDeclareAQueueThatExistsWithOtherProperties() {
    transport.declare(
        List.of(
            new Exchange(queue + ".dead", ExchangeKind.DIRECT),
            new Queue(
                queue, queueKind(), List.of(), null, new DeadLetter(queue + ".dead", "key"))));
    assertThatThrownBy(() -> open("second").declare(List.of(plainQueue())))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("'" + queue + "'")
        .hasMessageContaining("delete it");
  }

  @Test
  void refusesToDeclareAnExchangeThatExistsWithAnotherKind() {
    transport.declare(List.of(new Exchange(queue, ExchangeKind.DIRECT)));
    assertThatThrownBy(() -> transport.declare(List.of(new Exchange(queue, ExchangeKind.TOPIC))))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("'" + queue + "'");
  }

  @Test
  void refusesToBindAQueueToAnExchangeThatIsNotThere() {
    Declaration bound =
        new Queue(queue, queueKind(), List.of(new Binding("no such exchange", "k")), null, null);
    assertThatThrownBy(() -> transport.declare(List.of(bound)))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("'no such exchange'");
  }

  @Test
  void tellsWhichQueuesWereNotThereWhenTheyWereDeclared() {
    Queue own = new Queue(queue + ".own", QueueKind.EXCLUSIVE, List.of(), null, null);

    assertThat(transport.declare(List.of(plainQueue(), own))).containsExactly(queue);
    assertThat(open("second").declare(List.of(plainQueue()))).isEmpty();
    // Those that live would declare it anew themselves.
    opened.forEach(Transport::close);
    deleteQueue(queue);
    assertThat(open("third").declare(List.of(plainQueue()))).containsExactly(queue);
  }

  @Test
  void consumesAgainAfterTheQueueWasDeleted() {
    fill(1);
    Consumer consumer = transport.consume(queue, 10, inbox);
    Delivery old = inbox.next();

    deleteQueue(queue);

    await().until(() -> consumer.restarts() == 1);
    old.ack();
    Publisher publisher = transport.publisher("p");
    // Until the queue is there again, messages for it are returned.
    await()
        .until(
            () -> {
              outcomes.publish(publisher, toQueue(queue, "after"));
              return inbox.size() > 0;
            });
    assertThat(inbox.next().messageId()).isEqualTo("after");
    assertThat(transport.statistics().consumerRestarts()).isEqualTo(1);
    assertThat(transport.state()).isEqualTo(LinkState.UP);
  }

  @Test
  void makesAQueueOnceAndTellsWhenItIsGone() {
    List<String> lost = new CopyOnWriteArrayList<>();
    transport.onQueueLost(lost::add);
    assertThat(transport.mayExist(queue)).isFalse();
    assertThat(transport.make(plainQueue())).isTrue();
    assertThat(transport.mayExist(queue)).isTrue();
    transport.consume(queue, 10, inbox);
    Publisher publisher = transport.publisher("p");
    outcomes.publish(publisher, toQueue(queue, "before"));
    inbox.next().ack();

    deleteQueue(queue);

    await().until(() -> lost.contains(queue));
    // Nobody makes it but this test.
    assertThat(transport.mayExist(queue)).isFalse();
    assertThat(transport.make(plainQueue())).isTrue();
    outcomes.publish(publisher, toQueue(queue, "after"));
    assertThat(inbox.next().messageId()).isEqualTo("after");
  }

  @Test
  void consumesAQueueThatIsMadeLaterAndTellsThatItIsMissing() {
    List<String> missing = new CopyOnWriteArrayList<>();
    transport.onQueueLost(missing::add);
    transport.consume(queue, 10, inbox);
    await().until(() -> missing.contains(queue));

    assertThat(open("second").make(plainQueue())).isTrue();

    outcomes.publish(transport.publisher("p"), toQueue(queue, "0"));
    assertThat(inbox.next().messageId()).isEqualTo("0");
  }

  @Test
  void acknowledgesWhatIsInHandAfterItStoppedTaking() {
    Publisher publisher = fill(2);
    Consumer consumer = transport.consume(queue, 10, inbox);
    List<Delivery> inHand = inbox.next(2);

    consumer.stopTaking().join();

    outcomes.publish(publisher, toQueue(queue, "later"));
    inHand.getFirst().ack();
    await().during(QUIET).until(() -> inbox.size() == 0);
    Inbox second = new Inbox();
    transport.consume(queue, 10, second);
    assertThat(second.next().messageId()).isEqualTo("later");
    consumer.close();
    assertThat(second.next().messageId()).isEqualTo("1");
    await().during(QUIET).until(() -> second.size() == 0);
  }

  @Test
  void handsOverWhatIsOnItsWayWhenItStopsTakingAndCountsNothingAsDelivered() {
    fill(100);
    List<String> handled = new CopyOnWriteArrayList<>();
    CountDownLatch go = new CountDownLatch(1);
    Consumer consumer =
        transport.consume(
            queue,
            20,
            delivery -> {
              handled.add(delivery.messageId());
              try {
                go.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              delivery.ack();
            });
    await().until(() -> handled.size() == 1);

    CompletableFuture<Void> stopped = consumer.stopTaking();
    assertThat(stopped).isNotDone();
    go.countDown();
    stopped.orTimeout(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS).join();

    List<String> all = new ArrayList<>(handled);
    consumer.close();
    transport.consume(queue, 200, inbox);
    List<Delivery> rest = inbox.next(100 - all.size());
    assertThat(rest).noneMatch(Delivery::redelivered);
    all.addAll(Inbox.ids(rest));
    assertThat(all).containsExactlyElementsOf(Messages.ids(100));
  }

  @Test
  void knowsThatADeliveryIsLostWithItsQueue() {
    fill(1);
    transport.consume(queue, 10, inbox);
    Delivery delivery = inbox.next();
    assertThat(delivery.lost()).isFalse();

    deleteQueue(queue);

    await().until(delivery::lost);
  }

  @Test
  void refusesWorkAfterClose() {
    transport.close();
    transport.close();
    assertThatIllegalStateException().isThrownBy(() -> transport.publisher("p"));
    assertThatIllegalStateException().isThrownBy(() -> transport.consume(queue, 1, inbox));
    assertThatIllegalStateException().isThrownBy(() -> transport.declare(List.of(plainQueue())));
  }

  @Test
  void tellsListenersWhenItIsClosed() {
    List<LinkState> states = new CopyOnWriteArrayList<>();
    transport.onStateChange((state, reason) -> states.add(state));
    transport.close();
    await().until(() -> states.contains(LinkState.CLOSED));
    assertThat(states.getLast()).isEqualTo(LinkState.CLOSED);
  }
}
