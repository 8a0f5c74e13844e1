package io.taskflow.protocol.amqp;

import static io.taskflow.protocol.amqp.Messages.toQueue;
import static io.taskflow.worker.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskflow.protocol.transport.Consumer;
import io.taskflow.protocol.transport.Delivery;
import io.taskflow.protocol.transport.LinkState;
import io.taskflow.protocol.transport.Publisher;
import io.taskflow.protocol.transport.Transport;
import io.taskflow.worker.Patience;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every transport promises to who consumes. */
abstract class ConsumingContract extends PublishingContract {

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
}
